import type { Answer, Gateway } from '../net/request.ts';
import type { Tabs } from '../net/tabs.ts';
import type { Said, Uploaded, WidgetMessage } from '../net/wire.ts';
import { newId } from './kept.ts';
import type { Shelf } from './shelf.ts';

/** Something the visitor said that the gateway has not taken yet. */
export interface Waiting {
  readonly clientId: string;
  readonly content:
    | Exclude<Said, { attachment: unknown }>
    | { readonly type: 'image' | 'video' | 'audio' | 'file'; readonly caption?: string; readonly voice?: boolean };
  readonly file?: Blob;
  readonly fileName?: string;
  readonly writtenAt: string;
  /** What was said to everybody that this answers. */
  readonly announcementId?: string | undefined;
  /** Why the gateway does not take it: it is tried again only when the visitor says so. */
  readonly refused?: string;
}

export interface OutboxParts {
  readonly shelf: Shelf<Waiting>;
  readonly gateway: Gateway;
  readonly tabs: Tabs;
  /** Of the visitor; undefined while there is none to be had. */
  token(): Promise<string | undefined>;
  /** What was said to everybody that the visitor's next words answer. */
  answers(): string | undefined;
  onSent(message: WidgetMessage): void;
  /** What waits, in the order in which it was written. */
  onChange(waiting: readonly Waiting[]): void;
  /** The token is no good any more. */
  onForgotten(): void;
  /** Waits so long, or until the browser is online again. */
  pause(ms: number): Promise<void>;
}

export interface Outbox {
  say(what: Pick<Waiting, 'content' | 'file' | 'fileName'>): Promise<void>;
  retry(clientId: string): Promise<void>;
  drop(clientId: string): Promise<void>;
  /** Looks at what waits, and sends it where this tab may. */
  look(): Promise<void>;
  clear(): Promise<void>;
}

const FIRST_RETRY_MS = 1000;
const MOST_RETRY_MS = 30_000;

/**
 * Sends what the visitor says, in order, one tab at a time. It is on the shelf before it is on the screen, and leaves it when the
 * gateway has answered, so that neither a lost connection nor a reload loses or doubles it: the gateway knows each by its `clientId`.
 */
export function createOutbox({ shelf, gateway, tabs, token, answers, onSent, onChange, onForgotten, pause }: OutboxParts): Outbox {
  let isSending = false;
  const tell = async () => {
    onChange(await shelf.all());
    tabs.tell({ is: 'queue' });
  };
  const send = async () => {
    if (isSending) return;
    isSending = true;
    try {
      await tabs.alone('send', async () => {
        let wait = FIRST_RETRY_MS;
        for (let next = await first(); next !== undefined; next = await first()) {
          const ended = await sendOne(next);
          if (ended === 'forgotten') return;
          if (ended === 'sent') wait = FIRST_RETRY_MS;
          else {
            await pause(Math.max(ended, wait));
            wait = Math.min(wait * 2, MOST_RETRY_MS);
          }
        }
      });
    } finally {
      isSending = false;
    }
  };
  const first = async () => (await shelf.all()).find((one) => one.refused === undefined);

  /** @returns how long to wait at least where it is to be tried again */
  async function sendOne(waiting: Waiting): Promise<'sent' | 'forgotten' | number> {
    const bearer = await token();
    if (bearer === undefined) return 0;
    const answer = await post(waiting, bearer);
    if (answer.is === 'lost') return 0;
    if (answer.is === 'ok') {
      onSent(answer.value);
      await shelf.remove(waiting.clientId);
    } else if (answer.status === 401) {
      onForgotten();
      return 'forgotten';
    } else if (answer.status === 429 || answer.status >= 500) return answer.retryAfterMs;
    else await shelf.put({ ...waiting, refused: answer.detail });
    await tell();
    return 'sent';
  }

  async function post(waiting: Waiting, bearer: string): Promise<Answer<WidgetMessage>> {
    const { clientId, content, file, fileName = '', writtenAt: sentAt, announcementId } = waiting;
    let body: unknown = content;
    if (file !== undefined) {
      const uploaded = await gateway.call<Uploaded>('POST', `files?name=${encodeURIComponent(fileName)}`, { file, token: bearer });
      if (uploaded.is !== 'ok') return uploaded;
      body = { ...content, attachment: { mediaId: uploaded.value.mediaId } };
    }
    return gateway.call<WidgetMessage>('POST', 'messages', { body: { clientId, content: body, sentAt, announcementId }, token: bearer });
  }

  return {
    async say(what) {
      await shelf.put({ ...what, clientId: newId(), writtenAt: new Date().toISOString(), announcementId: answers() });
      await tell();
      void send();
    },
    async retry(clientId) {
      const found = (await shelf.all()).find((one) => one.clientId === clientId);
      if (found === undefined) return;
      const { refused: _refused, ...again } = found;
      await shelf.put(again);
      await tell();
      void send();
    },
    async drop(clientId) {
      await shelf.remove(clientId);
      await tell();
    },
    async look() {
      const waiting = await shelf.all();
      onChange(waiting);
      if (waiting.some((one) => one.refused === undefined)) void send();
    },
    async clear() {
      for (const { clientId } of await shelf.all()) await shelf.remove(clientId);
      await tell();
    },
  };
}
