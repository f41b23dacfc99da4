import { randomUUID } from 'node:crypto';
import type { World } from './world.ts';

const SITE = 'https://shop.example';

/** Somebody opens the chat on a page of a website and writes, and their page has heard that. Give back how they leave. */
export async function visit({ gateway }: World, text: string): Promise<() => Promise<void>> {
  const settings = { allowedOrigins: [SITE] };
  const { id } = await gateway.call<{ id: string }>('POST', '/channels', { type: 'widget', name: 'Website', settings });
  const page = { url: `${SITE}/lamps`, title: 'Lamps' };
  let token = '';
  const ask = async (path: string, body?: unknown): Promise<Response> => {
    const headers = { origin: SITE, 'content-type': 'application/json', ...(token === '' ? {} : { authorization: `Bearer ${token}` }) };
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${gateway.baseUrl}/widget/v1/${id}/${path}`, { headers, ...init });
    if (!response.ok) throw new Error(`${path} answered ${response.status} ${await response.text()}`);
    return response;
  };
  ({ token } = (await (await ask('sessions', { page })).json()) as { token: string });
  const live = (await ask('live')).body?.getReader();
  if (live === undefined) throw new Error('the page hears nothing');
  await ask('messages', { clientId: randomUUID(), content: { type: 'text', text } });
  const decoder = new TextDecoder();
  let heard = '';
  while (!heard.includes(text)) {
    const { done, value } = await live.read();
    if (done) throw new Error(`the stream ended after ${heard}`);
    heard += decoder.decode(value, { stream: true });
  }
  return () => live.cancel();
}
