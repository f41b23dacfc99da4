/** A call that went wrong, in words for people. */
class Refused extends Error {}

async function call(method, path, body, headers = {}) {
  const response = await fetch(path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(answer.detail ?? answer.title ?? `${response.status}`);
  return answer;
}

/** What a customer does on a phone. */
export function customerSays(platform, customer, saying) {
  return call('POST', `/sandbox/api/${platform}/customers/${encodeURIComponent(customer)}/messages`, saying);
}

export function setTrouble(platform, kind) {
  return call('POST', `/sandbox/api/${platform}/trouble`, { kind });
}

export function moveClock(platform, aheadMs) {
  return call('POST', `/sandbox/api/${platform}/clock`, { aheadMs });
}

/** The gateway's public API, as far as the panel needs it. */
export const business = {
  channels: () => call('GET', '/business/channels'),
  conversations: () => call('GET', '/business/conversations'),
  messages: (id) => call('GET', `/business/conversations/${id}/messages`),
  contact: (id) => call('GET', `/business/contacts/${id}`),
  send: (id, content) => call('POST', `/business/conversations/${id}/messages`, { content }, { 'idempotency-key': crypto.randomUUID() }),
};

/** Listens to the sandbox; comes back by itself after a break, beginning with `state` again. Returns how to stop. */
export function listen(handlers) {
  const source = new EventSource('/sandbox/api/live');
  for (const name of ['state', 'entry', 'typing', 'platform']) {
    source.addEventListener(name, (event) => handlers[name](JSON.parse(event.data)));
  }
  source.addEventListener('open', () => handlers.connected(true));
  source.addEventListener('error', () => handlers.connected(false));
  return () => source.close();
}
