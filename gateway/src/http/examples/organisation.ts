import { DEFAULT_SETTINGS, originsOf, withSettings } from '../../model/settings.ts';
import { IDS, TIMES } from './ids.ts';

const made = { createdAt: TIMES.setUp, updatedAt: TIMES.setUp };

export const member = {
  id: IDS.mara,
  name: 'Mara',
  email: 'mara@example.com',
  role: 'admin',
  status: 'active',
  availability: 'online',
  capacity: 8,
  ...made,
};

export const team = {
  id: IDS.frontDesk,
  name: 'Front desk',
  mode: 'collaboration',
  assignment: 'manual',
  members: [{ memberId: IDS.mara, role: 'representative' }],
  channelIds: [IDS.whatsapp],
  overrides: { giveBackAfterSeconds: 3600 },
  ...made,
};

const said = { languages: ['en', 'pt'], overdueAgainSeconds: 600 };
export const settings = { ...withSettings(DEFAULT_SETTINGS, said), origins: originsOf(said, undefined, undefined) };

/** What of them holds for writing in a conversation. */
export const conversationSettings = {
  attachments: settings.attachments,
  conferenceUrl: settings.conferenceUrl,
  languages: settings.languages,
};

export const apiKey = {
  id: IDS.key,
  name: 'n8n',
  permissions: ['read', 'write_messages'],
  expiresAt: '2027-11-02T08:00:00.000Z',
  createdAt: TIMES.setUp,
};

export const channel = {
  id: IDS.whatsapp,
  type: 'whatsapp',
  provider: 'cloud_api',
  name: 'Front desk',
  status: 'connected',
  health: { level: 'ok', checkedAt: TIMES.asked, findings: [] },
  teamIds: [IDS.frontDesk],
  twoWay: true,
  attachments: null,
  overrides: { windowClosingSeconds: 7200 },
  oneWayReply: null,
  webhookUrl: `https://parley.example/webhooks/${IDS.whatsapp}`,
  capabilities: { textLength: 4096 },
  settings: { phoneNumberId: '555010000000001', businessAccountId: '555020000000001' },
  ...made,
};

export const auditLine = {
  id: 'aud_01JCXVF7G9J1M3P5R7T9V1X3Z5',
  at: TIMES.setUp,
  actor: { type: 'member', id: IDS.mara, name: 'Mara' },
  action: 'updateChannel',
  targetId: IDS.whatsapp,
  changes: [{ field: 'settings.accessToken' }, { field: 'overrides.overdueAfterSeconds', value: 240 }],
  outcome: 'done',
  problem: null,
  address: '192.0.2.17',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36',
  requestId: '0d5b8f5e-6f5f-4a7e-9a2b-3c1d2e4f5a6b',
};

export const webhook = { id: 'whk_01JCXW3T5M8ZP4Q7RSV2N6K9AJ', channelId: IDS.whatsapp, receivedAt: TIMES.asked };

export const deadLetter = {
  id: IDS.answer,
  conversationId: IDS.conversation,
  channelId: IDS.whatsapp,
  subscriptionId: null,
  eventId: null,
  at: TIMES.answered,
  attempts: null,
  reason: { code: 'recipient_unreachable', detail: 'This person cannot be reached here. (131026)' },
};

export const changedChannel = {
  ...channel,
  warnings: [
    {
      code: 'expected_load',
      detail:
        'From now on customers wait here until somebody answers. In the last 7 days 131 messages of 94 customers came in, 18.7 and 13.4 a day; 2 people serve this channel.',
      days: 7,
      messages: 131,
      customers: 94,
      messagesPerDay: 18.7,
      customersPerDay: 13.4,
      representatives: 2,
    },
  ],
};

export const channelType = {
  type: 'whatsapp',
  provider: 'cloud_api',
  fields: [
    { name: 'phoneNumberId', label: 'Phone number ID', description: null, required: true, secret: false, type: 'text' },
    { name: 'accessToken', label: 'Access token', description: null, required: true, secret: true, type: 'text' },
    { name: 'graphVersion', label: 'Graph API version', description: null, required: false, secret: false, type: 'text' },
  ],
};

export const template = {
  id: IDS.template,
  kind: 'whatsapp',
  channelId: IDS.whatsapp,
  channelIds: [],
  externalId: '555070000000001',
  name: 'order_ready',
  language: 'en',
  status: 'approved',
  category: 'UTILITY',
  quality: null,
  reason: null,
  text: 'Hello {{1}}, your order is ready.',
  params: [{ name: '1', type: 'text', place: 'body', example: 'Ana' }],
  attachment: null,
  components: [{ type: 'BODY', text: 'Hello {{1}}, your order is ready.' }],
  ...made,
};

export const campaign = {
  id: IDS.campaign,
  name: 'Spring flyer',
  channelId: IDS.whatsapp,
  ref: 'spring-flyer',
  text: 'Hello, I have your flyer.',
  pageUrl: null,
  utm: {},
  url: 'https://wa.me/15550001111?text=Hello%2C%20I%20have%20your%20flyer.%20(%23spring-flyer)',
  sessions: 41,
  conversations: 38,
  lastSessionAt: TIMES.asked,
  ...made,
};

export const announcement = {
  id: IDS.announcement,
  channelId: IDS.widget,
  content: { type: 'text', text: 'Today only: no postage. Ask us anything here.' },
  state: 'running',
  startsAt: TIMES.setUp,
  endsAt: '2026-11-30T08:00:00.000Z',
  withdrawnAt: null,
  author: { type: 'member', id: IDS.mara, name: 'Mara' },
  sessions: 12,
  conversations: 12,
  lastSessionAt: TIMES.asked,
  createdAt: TIMES.setUp,
};

export const channelSync = {
  is: 'synced',
  channelId: IDS.whatsapp,
  channelName: 'Front desk',
  total: 12,
  added: [{ id: IDS.template, externalId: '555070000000001', name: 'order_ready', language: 'en', status: 'approved' }],
  changed: [],
  removed: [],
};

export const subscription = {
  id: IDS.subscription,
  url: 'https://n8n.example/webhook/5f1c/parley',
  events: ['message.received'],
  filter: { channelIds: [IDS.whatsapp] },
  batch: null,
  burst: { quietSeconds: 5, maxSeconds: 60 },
  mode: 'production',
  expiresAt: null,
  ...made,
};

export const loggedDelivery = {
  id: IDS.delivery,
  eventId: IDS.event,
  type: 'message.received',
  conversationId: IDS.conversation,
  state: 'delivered',
  attempts: 1,
  lastStatus: 200,
  lastError: null,
  createdAt: TIMES.asked,
  finishedAt: '2026-11-20T14:03:12.520Z',
};

const figures = {
  opened: 94, finished: 90, active: 4, answered: 92, unanswered: 1, missed: 0, messagesIn: 131, messagesOut: 118,
  firstResponses: 92, firstResponseAverageMs: 246_000, firstResponseMedianMs: 180_000, firstResponseP90Ms: 396_000,
  responseAverageMs: 221_000, handlingAverageMs: 1_260_000, handlingMedianMs: 900_000, handlingP90Ms: 3_120_000,
}; // prettier-ignore

export const analytics = {
  from: '2026-11-20T00:00:00.000Z',
  to: '2026-11-21T00:00:00.000Z',
  groupBy: 'team',
  timeZone: 'UTC',
  total: figures,
  groups: [{ key: IDS.frontDesk, name: 'Front desk', ...figures }],
};

export const attachment = {
  id: IDS.attachment,
  name: 'atlas.jpg',
  mimeType: 'image/jpeg',
  bytes: 482_113,
  url: `https://parley.example/media/${IDS.attachment}?expires=1795183200&signature=5b9c`,
  state: 'stored',
};
