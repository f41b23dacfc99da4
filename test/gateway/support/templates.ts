import type { PlatformTemplate } from '../../../gateway/src/model/template.ts';
import { type Plan, planSend } from '../../../gateway/src/outbox/plan.ts';
import { type SendWork, readSendWork } from '../../../gateway/src/store/sends.ts';
import { type TestApi, startApi } from './api.ts';
import { type Answer } from './api-client.ts';
import { connect } from './channels.ts';
import { textMessage } from './inbound.ts';

/** A template as a WhatsApp account lists it, invented. */
export const listed = (more: Partial<PlatformTemplate> = {}): PlatformTemplate => ({
  externalId: '9001',
  name: 'order_update',
  language: 'en_US',
  status: 'approved',
  category: 'utility',
  quality: null,
  text: 'Your order\nHi {{1}}, order {{2}} is on its way.',
  params: [
    { name: '1', type: 'text', place: 'body', example: 'Ana' },
    { name: '2', type: 'text', place: 'body' },
    { name: 'button.0.payload', type: 'payload', place: 'button' },
  ],
  components: [{ type: 'BODY', text: 'Hi {{1}}, order {{2}} is on its way.' }],
  ...more,
});

/** A message's content that names a template. */
export const named = (name: string, params: Record<string, string> = {}, language = 'en') => ({ type: 'template', name, language, params });

export const namesOf = (templates: readonly { name: string }[]) => templates.map(({ name }) => name);
export const pathsOf = ({ body }: Answer) => (body.errors ?? []).map((error: { path: string }) => error.path);

/** An API with a WhatsApp channel on which a customer has just written, and short ways to what tests of templates do. */
export interface TemplateBench {
  readonly api: TestApi;
  readonly channelId: string;
  readonly conversationId: string;
  /** Writes into the conversation. */
  send(content: object, more?: object): Promise<Answer>;
  /** Makes a canned template. */
  make(more?: object): Promise<Answer>;
  change(id: string, body: object): Promise<Answer>;
  // Tests look into what they find.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  list(query?: string): Promise<any[]>;
  /** The id of the first that the query finds. */
  idOf(query?: string): Promise<string>;
  /** What the channel's platform lists from now on. */
  platformLists(...templates: readonly PlatformTemplate[]): void;
  sync(body?: object): Promise<Answer>;
  /** What was told of templates. */
  events(): Promise<readonly { readonly data: Record<string, unknown> }[]>;
  shutWindow(): void;
  sendWork(): Promise<SendWork>;
  /** What the outbox would do with the conversation's queue. */
  planned(): Promise<Plan>;
}

export async function startTemplates(): Promise<TemplateBench> {
  const api = await startApi();
  const channelId = await connect(api);
  await api.ingest(channelId, textMessage('15550100', 'wamid.in', 'hello'));
  const conversationId = String((await api.get('/conversations')).body.data[0].id);
  const list = async (query = '') => (await api.get(`/templates${query}`)).body.data;
  const sendWork = async () => {
    const work = await readSendWork(api.store, conversationId);
    if (work === undefined) throw new Error('the conversation is gone');
    return work;
  };
  return {
    api,
    channelId,
    conversationId,
    send: (content, more = {}) => api.post(`/conversations/${conversationId}/messages`, { content, ...more }),
    make: (more = {}) =>
      api.post('/templates', { name: 'order_ready', language: 'en', text: 'Hi {{contact.name}}, order {{order}} is ready.', ...more }),
    change: (id, body) => api.request('PATCH', `/templates/${id}`, body),
    list,
    idOf: async (query = '?kind=whatsapp') => String((await list(query))[0].id),
    platformLists: (...templates) => void api.listings.set(channelId, () => Promise.resolve({ is: 'listed', templates })),
    sync: (body = {}) => api.post('/templates/sync', body),
    events: async () => (await api.get('/events?limit=200&types=template.status_changed')).body.data,
    shutWindow: () => void (api.clock.now += 25 * 3_600_000),
    sendWork,
    async planned() {
      const connected = (await api.deps.connectedChannels.snapshot()).get(channelId);
      if (connected === undefined) throw new Error('the channel is gone');
      const urlOf = (id: string) => `https://parley.example/media/${id}`;
      return planSend(await sendWork(), { channel: connected.channel, now: api.clock.now, urlOf });
    },
  };
}
