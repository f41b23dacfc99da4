import { IDS, TIMES } from './ids.ts';

/** Ana on the shop's own site, before she wrote by WhatsApp. */
export const page = { url: 'https://books.example/atlases', title: 'Atlases' };

export const facts = { name: 'Ana Ferreira', email: 'ana@example.com', attributes: { plan: 'gold' } };

export const identity = {
  id: 'customer-20451',
  expires: 1_795_183_392,
  signature: '5f2f0d3c0c7f4b0e9a6d1e8b7c5a4f3e2d1c0b9a8f7e6d5c4b3a29181706f5e4',
  ...facts,
};

export const newSession = {
  page,
  ref: 'spring-flyer',
  utm: { source: 'newsletter', medium: 'email', campaign: 'spring' },
  locale: 'pt',
  consent: true,
};

export const newMessage = {
  clientId: '01JCXW3T5M8ZP4Q7RSV2N6K9AF',
  content: { type: 'text', text: 'Do you still have the harbour atlas?' },
};

const common = { quoted: null, reactions: [], editedAt: null, deletedAt: null };

export const question = {
  id: IDS.question,
  clientId: newMessage.clientId,
  seq: 1,
  direction: 'in',
  author: { kind: 'visitor', name: 'Ana Ferreira', avatarUrl: null },
  content: newMessage.content,
  sentAt: TIMES.asked,
  status: 'read',
  ...common,
};

export const message = {
  id: IDS.answer,
  clientId: null,
  seq: 2,
  direction: 'out',
  author: { kind: 'member', name: 'Mara', avatarUrl: null },
  content: { type: 'text', text: 'Hello Ana! Yes, two copies are left.' },
  sentAt: TIMES.answered,
  status: 'delivered',
  ...common,
};

const announcements = [
  { id: IDS.announcement, content: { type: 'text', text: 'Today only: no postage. Ask us anything here.' }, startsAt: TIMES.setUp },
];

export const session = {
  token: 'kP2vX9sQ4mT7wZ1bN6cR8dF3gH5jL0yA-uE_iO2pSxV',
  expiresAt: null,
  visitor: { id: IDS.visitor, name: 'Ana Ferreira', email: 'ana@example.com', isKnown: false },
  conversation: { id: IDS.conversation, status: 'open', assignee: { name: 'Mara', avatarUrl: null }, readUpTo: 1 },
  unread: 1,
  announcements,
  cursor: `${IDS.conversation}.1`,
};

export const settings = {
  name: 'Harbour Books',
  locale: 'auto',
  appearance: { colour: '#2563eb', position: 'right', title: 'Harbour Books' },
  welcome: 'Hello! How can we help?',
  hours: { open: false, message: 'We are back at nine.', nextOpenAt: '2026-11-21T09:00:00.000Z' },
  version: 'h3Vb0qT2mW8x',
  preChat: [{ name: 'email', type: 'email', required: true }],
  files: { maxBytes: 25_000_000, types: ['image/jpeg', 'image/png', 'application/pdf'] },
  conference: true,
  consent: { text: 'We keep what you write so that we can answer.', url: 'https://books.example/privacy' },
  requireIdentity: false,
  announcements,
};
