import { readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

const SCRIPT = readFileSync(path.resolve(import.meta.dirname, '../../../../gateway/console/public/push-worker.js'), 'utf8');
const ORIGIN = 'https://parley.example.com';

type Handler = (event: object) => void;

/** The worker in a browser of ours, which has these pages open. */
function workerWith(pages: readonly object[] = []) {
  const handlers = new Map<string, Handler>();
  const did: unknown[] = [];
  const self = {
    location: { origin: ORIGIN },
    addEventListener: (name: string, handler: Handler) => handlers.set(name, handler),
    registration: { showNotification: async (title: string, more: object) => void did.push({ title, ...more }) },
    clients: { matchAll: async () => pages, openWindow: async (address: string) => void did.push({ opened: address }) },
  };
  vm.runInNewContext(SCRIPT, { self, URL });
  const happens = async (name: string, event: object) => {
    let work: Promise<unknown> | undefined;
    handlers.get(name)?.({ ...event, waitUntil: (one: Promise<unknown>) => (work = one) });
    await work;
  };
  return {
    did,
    isPushed: (text: string) => happens('push', { data: { json: (): unknown => JSON.parse(text) } }),
    isPressed: (place: string) =>
      happens('notificationclick', { notification: { close: () => did.push('closed'), data: { path: place } } }),
  };
}

describe('the worker that shows pushes', () => {
  test('shows what was pushed, a notification told again in the place of itself', async () => {
    const worker = workerWith();
    await worker.isPushed(JSON.stringify({ id: 'ntf_1', kind: 'mention', title: 'You were mentioned', body: 'Ana', path: '/?c=cnv_1' }));
    expect(worker.did).toEqual([{ title: 'You were mentioned', body: 'Ana', tag: 'ntf_1', data: { path: '/?c=cnv_1' } }]);
  });

  test.each(['', 'no JSON', 'null'])('shows nothing of what is no push of ours: %s', async (text) => {
    const worker = workerWith();
    await worker.isPushed(text);
    expect(worker.did).toEqual([]);
  });

  test('a press opens its place, or leads the page there that is open', async () => {
    const none = workerWith();
    await none.isPressed('/?c=cnv_1');
    expect(none.did).toEqual(['closed', { opened: `${ORIGIN}/?c=cnv_1` }]);
    const told: unknown[] = [];
    const one = workerWith([{ focus: async () => void told.push('focus'), postMessage: (message: unknown) => told.push(message) }]);
    await one.isPressed('/?c=cnv_2');
    expect(one.did).toEqual(['closed']);
    expect(told).toEqual(['focus', { goTo: '/?c=cnv_2' }]);
  });

  test.each(['https://evil.example/', '//evil.example/x', 'javascript:alert(1)'])('a press never leads away: %s', async (place) => {
    const worker = workerWith();
    await worker.isPressed(place);
    expect(worker.did).toEqual(['closed']);
  });
});
