/** The statuses of a route’s answers to each. */
type Answers = readonly [other: number, representative: number, teamAdmin: number, admin: number];

const EVERYBODY: Answers = [200, 200, 200, 200];
/** Everybody too, without an answer's body. */
const DONE: Answers = [204, 204, 204, 204];
/** Of what is Ann's alone there is nothing for anybody else, admins not excepted. */
const HERS: Answers = [404, 404, 404, 404];
/** For reading: what they may not see is not there. */
const SEEN: Answers = [404, 404, 200, 200];
/** For changing: not of the team, or somebody of it was faster, whose name they are told. */
const CHANGED: Answers = [403, 409, 200, 200];
/** Needs a platform, which these tests have none of. */
const SHOWN: Answers = [403, 409, 503, 503];
const admins = (status: number): Answers => [403, 403, 403, status];

/** Who asks, in the order of `Answers`. */
export const ROLES = ['Zoe', 'Ben', 'Lead', 'Ada'] as const;
export type Role = (typeof ROLES)[number];

/**
 * What each route answers about a conversation that Ann of the team has grabbed, and about what agents have nothing to do with:
 * another team's representative, one of the team, the team's admin, the organisation's admin. A route without a line fails the test.
 */
export const ANSWERS: Readonly<Record<string, Answers>> = {
  signOut: DONE,
  getMe: EVERYBODY,
  updateMe: EVERYBODY,
  changePassword: DONE,
  listMyDevices: EVERYBODY,
  signOutDevice: HERS,
  startTwoFactor: EVERYBODY,
  confirmTwoFactor: DONE,
  endTwoFactor: DONE,
  listMembers: EVERYBODY,
  getMember: EVERYBODY,
  createMember: admins(201),
  updateMember: admins(200),
  deleteMember: admins(204),
  createPasswordReset: admins(201),
  endMembersTwoFactor: admins(204),
  listInvitations: admins(200),
  createInvitation: admins(201),
  resendInvitation: admins(200),
  revokeInvitation: admins(204),
  listTeams: EVERYBODY,
  getTeam: EVERYBODY,
  createTeam: admins(201),
  updateTeam: admins(200),
  deleteTeam: admins(204),
  getOrganisation: EVERYBODY,
  updateOrganisation: admins(200),
  getSettings: admins(200),
  updateSettings: admins(200),
  getRetention: admins(200),
  updateRetention: admins(200),
  listApiKeys: admins(200),
  listPermissions: admins(200),
  listAudit: admins(200),
  createApiKey: admins(201),
  revokeApiKey: admins(204),
  listChannels: EVERYBODY,
  connectChannel: admins(201),
  getChannel: EVERYBODY,
  updateChannel: admins(200),
  deleteChannel: admins(204),
  testChannel: admins(200),
  listChannelTypes: EVERYBODY,
  listConversations: EVERYBODY,
  countConversations: EVERYBODY,
  getConversation: SEEN,
  getConversationSettings: SEEN,
  updateConversation: CHANGED,
  listMessages: SEEN,
  getMessage: SEEN,
  getTranscript: SEEN,
  joinConversation: CHANGED,
  leaveConversation: CHANGED,
  // Admins join, they do not grab.
  grabConversation: [403, 409, 403, 403],
  assignConversation: CHANGED,
  transferConversation: CHANGED,
  closeConversation: CHANGED,
  reopenConversation: CHANGED,
  snoozeConversation: CHANGED,
  handOverConversation: CHANGED,
  tagConversation: CHANGED,
  createNote: [403, 409, 201, 201],
  // Admins join before they write.
  sendMessage: [403, 409, 409, 409],
  sendMessageTo: [403, 409, 409, 409],
  askAndWait: [403, 409, 409, 409],
  listWaits: SEEN,
  getWait: SEEN,
  cancelWait: [403, 409, 204, 204],
  showTyping: SHOWN,
  markRead: SHOWN,
  reactToMessage: SHOWN,
  uploadMedia: [201, 201, 201, 201],
  // Contacts are the organisation's.
  listContacts: EVERYBODY,
  getContact: EVERYBODY,
  createContact: [201, 201, 201, 201],
  updateContact: EVERYBODY,
  upsertContact: [201, 201, 201, 201],
  mergeContact: EVERYBODY,
  unmergeContact: [409, 409, 409, 409],
  blockContact: EVERYBODY,
  listDuplicates: EVERYBODY,
  listContactHistory: EVERYBODY,
  exportContact: admins(200),
  eraseContact: admins(202),
  // Everybody's own.
  listNotifications: EVERYBODY,
  countNotifications: EVERYBODY,
  readNotification: HERS,
  readNotifications: EVERYBODY,
  getNotificationPreferences: EVERYBODY,
  updateNotificationPreferences: EVERYBODY,
  getPushKey: EVERYBODY,
  listPushSubscriptions: EVERYBODY,
  createPushSubscription: [201, 201, 201, 201],
  deletePushSubscription: HERS,
  listSessions: SEEN,
  listConversationEvents: SEEN,
  listContactSessions: EVERYBODY,
  getAnalyticsSummary: EVERYBODY,
  listTemplates: EVERYBODY,
  getTemplate: EVERYBODY,
  createTemplate: admins(201),
  updateTemplate: admins(200),
  deleteTemplate: admins(204),
  syncTemplates: admins(200),
  listAnnouncements: EVERYBODY,
  getAnnouncement: EVERYBODY,
  createAnnouncement: admins(201),
  withdrawAnnouncement: admins(200),
  listCampaigns: EVERYBODY,
  getCampaign: EVERYBODY,
  getCampaignQr: EVERYBODY,
  createCampaign: admins(201),
  updateCampaign: admins(200),
  deleteCampaign: admins(204),
  listSubscriptions: admins(200),
  getSubscription: admins(200),
  listDeliveries: admins(200),
  subscribe: admins(201),
  unsubscribe: admins(204),
  changeSubscriptionSecret: admins(200),
  replayEvents: admins(202),
  claimEvents: admins(200),
  listDeadLetters: admins(200),
  retryMessage: [403, 403, 403, 202],
  listWebhooks: admins(200),
  getWebhookPayload: admins(200),
  listSetAside: admins(200),
  replaySetAside: [403, 403, 403, 404],
  listEvents: EVERYBODY,
  streamEvents: EVERYBODY,
};

/** For whoever has no key yet: nothing else may be open without one. */
export const PUBLIC = ['acceptInvitation', 'getInvitationByToken', 'getSetup', 'requestPasswordReset', 'resetPassword', 'setUp', 'signIn'];
