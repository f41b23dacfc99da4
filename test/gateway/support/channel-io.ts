import type { Address, ChannelIo, PlatformRequest, PlatformResponse, Reply } from '../../../gateway/src/channels/channel.ts';
import { createChannelMemory } from '../../../gateway/src/conversations/memory.ts';

export const IO_NOW = Date.UTC(2026, 10, 20, 12);

/** What a channel asked, and what it offered to a waiting webhook. */
export interface RecordingIo extends ChannelIo {
  readonly requests: PlatformRequest[];
  readonly offered: { readonly token: string; readonly reply: Reply }[];
}

/** An `io` that answers every request with `answer` and remembers what was asked. Nobody waits for a passive answer unless told. */
export function recordingIo(
  answer: PlatformResponse | ((request: PlatformRequest) => PlatformResponse),
  overrides: Partial<ChannelIo> = {},
): RecordingIo {
  const requests: PlatformRequest[] = [];
  const offered: RecordingIo['offered'] = [];
  return {
    requests,
    offered,
    fetch: (request) => {
      requests.push(request);
      return Promise.resolve(typeof answer === 'function' ? answer(request) : answer);
    },
    now: () => IO_NOW,
    memory: createChannelMemory(() => IO_NOW),
    webhookUrl: 'https://parley.example/webhooks/chn_1',
    idempotencyKey: '0b5f9a52-6c1e-4c7d-9d0a-5d7b5c0f1a2b',
    correlation: 'msg_01JD00000000000000000000AA',
    readFile: () => Promise.resolve({ is: 'failed', why: 'this test has no files', again: false }),
    answerInResponse: (token, reply) => {
      offered.push({ token, reply });
      return false;
    },
    ...overrides,
  };
}

/** A platform's answer. */
export function answered(status: number, body: unknown, headers: Record<string, string> = {}): PlatformResponse {
  return { is: 'answer', status, headers, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) };
}

/** An address with an open window, and nothing else. */
export function addressOf(keys: Address['keys'], rest: Partial<Address> = {}): Address {
  return { keys, kind: 'person', freeReply: null, quoted: null, window: 'open', ...rest };
}
