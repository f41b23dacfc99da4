import type { ApiAnswer, ApiCall, CallLog } from './calls.ts';
import { createCallLog } from './calls.ts';
import type { Background } from './background.ts';
import { createBackground } from './background.ts';
import type { ChatBook, ChatEntry } from './chats.ts';
import { createChatBook } from './chats.ts';
import type { Clock, MovableClock } from './clock.ts';
import { movable } from './clock.ts';
import type { Trouble, TroubleSwitch } from './trouble.ts';
import { createTroubleSwitch } from './trouble.ts';
import type { WebhookOutcome } from './webhook-sender.ts';

export type Platform = 'whatsapp' | 'line' | 'facebook' | 'instagram' | 'wechat' | 'twilio';

/** A person who holds one of the phones. `id` is what the platform calls them. */
export interface Customer {
  readonly id: string;
  readonly name: string;
}

/** A picture, sound or file. */
export interface StoredFile {
  readonly bytes: Buffer;
  readonly mimeType: string;
  readonly name?: string;
}

/** What became of a customer's message: its platform id, and the webhook that tells the business. */
export interface Said {
  readonly id: string;
  readonly webhook: Promise<WebhookOutcome>;
}

/** What a page is told as it happens. */
export type LiveChange =
  | { readonly what: 'entry'; readonly entry: ChatEntry }
  | { readonly what: 'typing'; readonly customer: string; readonly forMs: number }
  | { readonly what: 'platform' };

/** A platform's stand-in: takes its API calls, sends its webhooks, and plays its customers. */
export interface StandIn {
  readonly platform: Platform;
  readonly calls: CallLog;
  readonly trouble: TroubleSwitch;
  readonly clock: MovableClock;
  readonly chats: ChatBook;
  readonly background: Background;
  readonly customers: () => readonly Customer[];
  /** Where webhooks go; null while nobody is connected. */
  readonly callbackUrl: () => string | null;
  /** From now on webhooks go here. */
  readonly connect: (callbackUrl: string) => void;
  /** Answers one API call. `trouble` is what is on for this call. */
  readonly answer: (call: ApiCall, trouble: Trouble) => Promise<ApiAnswer>;
  /** The platform's own words for an outage, throttling or a dead token, in answer to this call. */
  readonly failure: (trouble: Trouble, call: ApiCall) => ApiAnswer;
  /** What a customer says, from untrusted JSON; a sentence where it cannot be said. */
  readonly saysJson: (customer: string, said: unknown) => Said | string;
  /** Changes how it behaves, from untrusted JSON; a sentence where it cannot. */
  readonly behaveJson: (behaviour: unknown) => string | undefined;
  /** How it behaves now, for people to read. */
  readonly behaviour: () => unknown;
  /** The GET that some platforms make when an address is entered; `ok` where there is none. */
  readonly verifyCallback: () => Promise<{ readonly ok: boolean; readonly status: number | null }>;
  /** The file of an entry or a media id, for the page. */
  readonly file: (id: string) => Promise<StoredFile | undefined>;
  readonly onChange: (listener: (change: LiveChange) => void) => () => void;
  readonly stop: () => Promise<void>;
}

/** What every stand-in is built on. */
export type StandInParts = Pick<
  StandIn,
  'calls' | 'trouble' | 'clock' | 'chats' | 'background' | 'callbackUrl' | 'connect' | 'onChange'
> & {
  readonly tell: (change: LiveChange) => void;
};

/** The parts, wired to one list of listeners. */
export function createParts(clock: Clock): StandInParts {
  const listeners = new Set<(change: LiveChange) => void>();
  const tell = (change: LiveChange): void => {
    for (const listener of listeners) listener(change);
  };
  const moved = movable(clock);
  let callback: string | null = null;
  return {
    tell,
    calls: createCallLog(),
    trouble: createTroubleSwitch(() => tell({ what: 'platform' })),
    clock: {
      ...moved,
      moveTo: (aheadMs) => {
        moved.moveTo(aheadMs);
        tell({ what: 'platform' });
      },
    },
    chats: createChatBook((entry) => tell({ what: 'entry', entry })),
    background: createBackground(),
    callbackUrl: () => callback,
    connect: (callbackUrl) => {
      callback = callbackUrl;
      tell({ what: 'platform' });
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
