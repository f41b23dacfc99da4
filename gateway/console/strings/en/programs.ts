/* What programs and those who look after them need. */

export const keys = {
  lead: 'For programs: n8n, a CRM, a script.',
  create: 'New key',
  permissions: 'It may',
  everything: 'Everything',
  shownOnce: 'Copy it now: it is shown only this once.',
  revoke: 'Revoke',
  revokeTitle: (name: string) => `Revoke “${name}”?`,
  revokeLead: 'Programs that use it are refused from now on.',
  expires: (when: string) => `until ${when}`,
  empty: 'No key yet.',
};

export const subscriptions = {
  lead: 'Who gets events delivered. n8n makes these by itself.',
  create: 'New subscription',
  changed: 'This address had one already. It is changed, and keeps its secret.',
  secret: 'Signatures are checked with this. Copy it now: it is shown only this once.',
  url: 'Address',
  events: 'Events',
  all: 'All',
  replayFailed: (n: number) => (n === 1 ? 'Deliver the failed one again' : `Deliver ${n} failed ones again`),
  empty: 'Nobody listens.',
  log: 'Delivery log',
  emptyLog: 'Nothing was delivered yet.',
  replay: 'Deliver again',
  replayed: 'It is delivered again.',
  attempts: (n: number) => (n === 1 ? '1 attempt' : `${n} attempts`),
  removeTitle: 'Remove this subscription?',
  removeLead: 'Nothing more is delivered to this address.',
  test: 'test',
  states: { pending: 'Pending', delivered: 'Delivered', failed: 'Failed' },
};

export const help = {
  lead: 'Where to look when something is odd.',
  api: 'The API, to read and try',
  bundle: 'Diagnostics bundle',
  bundleLead: 'Channels and their health, settings and the browser, without any secret and without what customers wrote.',
  download: 'Download',
};
