import { createWaitClock } from '../../../gateway/src/conversations/wait-clock.ts';
import { createResumes } from '../../../gateway/src/events/resume.ts';
import type { InboundMessage } from '../../../gateway/src/model/inbound.ts';
import { type Net, createNet } from '../../../gateway/src/net/client.ts';
import { checkUrl } from '../../../gateway/src/net/urls.ts';
import type { LaneWorker } from '../../../gateway/src/outbox/lane-worker.ts';
import { createMetrics } from '../../../gateway/src/log/metrics.ts';
import { type TestApi, startApi } from './api.ts';
import { type Answer } from './api-client.ts';
import { connect } from './channels.ts';
import { textMessage } from './inbound.ts';
import { customerWrites } from './people.ts';
import { type Call, type Receiver, startReceiver, until } from './receiver.ts';

const LOOPBACK = { allowedNetworks: [], allowLoopback: true };

/** An API whose ended waits are called, with customers who have each written once. */
export interface WaitBench {
  readonly api: TestApi;
  readonly receiver: Receiver;
  readonly channelId: string;
  /** The conversation of the customer of now. */
  readonly conversationId: string;
  readonly phone: string;
  /** Another customer writes, whose workflows go on at an address of their own. */
  meet(): Promise<void>;
  /** Where the customer's workflows go on. */
  resumeUrl(): string;
  /** Asks and gives the wait's id. */
  ask(body?: Readonly<Record<string, unknown>>): Promise<string>;
  asks(body?: Readonly<Record<string, unknown>>, options?: Parameters<TestApi['post']>[2]): Promise<Answer>;
  /** The customer writes. */
  says(content: string | InboundMessage['content'], more?: Partial<InboundMessage>): Promise<void>;
  /** What the workflows were told, once there is so much of it. */
  calls(count: number): Promise<readonly Call[]>;
  wait(id: string): Promise<Answer['body']>;
  /** Ends what is past its time. */
  tick(): Promise<void>;
  /** A second gateway on the same store, which makes calls too. */
  another(): void;
  /** As a new process on the same store. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function startWaits(dialect: 'sqlite' | 'postgres'): Promise<WaitBench> {
  const receiver = await startReceiver();
  const api = await startApi(dialect, { checkUrl: (url) => checkUrl(url, LOOPBACK) });
  const channelId = await connect(api);
  const others: ReturnType<typeof resumesOf>[] = [];
  let worker = resumesOf(api);
  let conversationId = '';
  let phone = 15_550_100;
  let messages = 0;

  async function asks(body: Readonly<Record<string, unknown>> = {}, options: Parameters<TestApi['post']>[2] = {}): Promise<Answer> {
    const question = { content: { type: 'text', text: 'What is your name?' }, resumeUrl: resumeUrl(), ...body };
    return api.post(`/conversations/${conversationId}/waits`, question, options);
  }
  const resumeUrl = () => `${receiver.url}/${phone}?signature=s`;
  const own = () => receiver.calls.filter((call) => call.path.startsWith(`/${phone}`));
  function wake(): void {
    for (const flushed of api.woken.splice(0)) worker.resumes.wake(flushed.resumeLanes ?? []);
  }

  return {
    api,
    receiver,
    channelId,
    get conversationId() {
      return conversationId;
    },
    get phone() {
      return String(phone);
    },
    async meet() {
      phone += 1;
      conversationId = await customerWrites(api, channelId, String(phone));
      receiver.answer = () => 200;
    },
    resumeUrl,
    asks,
    async ask(body) {
      const answer = await asks(body);
      if (answer.status !== 201) throw new Error(answer.text);
      return String(answer.body.waitId);
    },
    async says(content, more = {}) {
      const said = typeof content === 'string' ? ({ type: 'text', text: content } as const) : content;
      await api.ingest(channelId, textMessage(String(phone), `wamid.waits.${messages++}`, '', { content: said, ...more }));
    },
    async calls(count) {
      wake();
      await until(() => {
        wake();
        return own().length >= count;
      });
      return own();
    },
    async wait(id) {
      return (await api.get(`/waits/${id}`)).body;
    },
    async tick() {
      await createWaitClock({ store: api.store, run: api.deps.commands, now: () => api.clock.now, log: api.deps.log }).tick();
      wake();
    },
    another: () => void others.push(resumesOf(api)),
    async restart() {
      await worker.close();
      api.woken.splice(0);
      worker = resumesOf(api);
    },
    async close() {
      for (const one of [worker, ...others]) await one.close();
      await api.close();
      await receiver.close();
    },
  };
}

function resumesOf(api: TestApi): { readonly resumes: LaneWorker; close(): Promise<void> } {
  const net: Net = createNet({ policy: LOOPBACK });
  const resumes = createResumes({
    store: api.store,
    committer: api.store.committer,
    net,
    seal: api.deps.seal,
    now: () => api.clock.now,
    // A try waits no time at all.
    random: () => 0,
    log: api.deps.log,
    metrics: createMetrics(),
    token: api.deps.ids.next('key'),
    withSignedMedia: (json) => json,
  });
  resumes.start();
  return {
    resumes,
    async close() {
      await resumes.stop();
      await net.close();
    },
  };
}
