// What each operation asks of the gateway: the nodes' tests hold the nodes against it, the gateway's contract tests the gateway.

export * from './node-operations/announcements.ts';
export * from './node-operations/case.ts';
export * from './node-operations/contacts.ts';
export * from './node-operations/conversations.ts';
export * from './node-operations/figures-and-events.ts';
export * from './node-operations/messages.ts';
export * from './node-operations/people.ts';
export * from './node-operations/sends.ts';
export * from './node-operations/templates-and-channels.ts';
