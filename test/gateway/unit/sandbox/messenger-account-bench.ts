import type { MessengerBench } from './messenger-bench.ts';
import { PAGE, startFiles, startMessenger } from './messenger-bench.ts';

export let bench: MessengerBench;
export let files: Awaited<ReturnType<typeof startFiles>>;

beforeAll(async () => {
  files = await startFiles();
});
afterAll(() => files.stop());
beforeEach(async () => {
  bench = await startMessenger();
  await bench.says({ type: 'text', text: 'Hi' });
  bench.receiver.received.length = 0;
});
afterEach(() => bench.stop());

/** For a test that stopped the bench itself: the hooks need one that runs. */
export const startAgain = async (): Promise<void> => {
  bench = await startMessenger();
};

export const bytesAt = async (url: unknown) => {
  const response = await fetch(String(url));
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};
export const media = (type: string, payload: object) => ({ message: { attachment: { type, payload } } });
export const upload = (type: string, payload: object) => bench.call('POST', `/v25.0/${PAGE}/message_attachments`, media(type, payload));
export const formOf = (type: string, file: Blob, name: string, more: Record<string, string> = {}) => {
  const form = new FormData();
  for (const [field, value] of Object.entries(more)) form.set(field, value);
  form.set('message', JSON.stringify({ attachment: { type, payload: { is_reusable: true } } }));
  form.set('filedata', file, name);
  return form;
};
