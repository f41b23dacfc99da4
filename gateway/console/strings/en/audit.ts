/* Who did what to the gateway. */

export const lead: string = 'Who came in, who changed what, and who was refused.';
export const who: string = 'Who';
export const everybody: string = 'Everybody';
export const what: string = 'What';
export const everything: string = 'Everything';
export const since: string = 'Since';
export const periods = { all: 'the beginning', day: 'today', week: '7 days', month: '30 days' };
export const outcome: string = 'Outcome';
export const outcomes = { all: 'All', done: 'Done', refused: 'Refused' };
export const actors = { nobody: 'Not signed in', operator: 'On the machine itself', key: 'API key' };
export const removed: string = 'no longer there';
export const details: string = 'Details';
export const onWhat: string = 'On what';
export const given: string = 'What was given';
export const address: string = 'From address';
export const program: string = 'With program';
export const request: string = 'Request';
export const operation: string = 'Operation';
export const reason: string = 'Why it was refused';
export const empty: string = 'Nothing of the kind.';
export const emptyLead: string = 'Try another filter, or a longer time.';

export const kept = {
  title: 'How long things are kept',
  auditDays: 'Lines of the audit log (days)',
  webhookDays: 'Webhooks as platforms sent them (days)',
  hints: { auditDays: 'From 30 to 3650.', webhookDays: 'From 1 to 400. They hold what customers wrote.' },
  save: 'Keep so long',
};

/** By the names of operations in the API. */
export const actions: Readonly<Record<string, string>> = {
  setUp: 'Set Parley up',
  signIn: 'Sign in',
  signOut: 'Sign out',
  resetPassword: 'Choose a new password by a link',
  changePassword: 'Change one’s password',
  signOutDevice: 'Sign a device out',
  startTwoFactor: 'Begin to set up the second step',
  confirmTwoFactor: 'Set up the second step',
  endTwoFactor: 'Take away the second step',
  createMember: 'Add a member',
  updateMember: 'Change a member',
  deleteMember: 'Remove a member',
  createPasswordReset: 'Make a link for a new password',
  endMembersTwoFactor: 'Take away a member’s second step',
  acceptInvitation: 'Accept an invitation',
  createInvitation: 'Invite somebody',
  resendInvitation: 'Send an invitation again',
  revokeInvitation: 'Withdraw an invitation',
  createTeam: 'Form a team',
  updateTeam: 'Change a team',
  deleteTeam: 'Remove a team',
  updateOrganisation: 'Change the organisation’s name',
  updateSettings: 'Change the rules',
  updateRetention: 'Change how long things are kept',
  createApiKey: 'Make an API key',
  revokeApiKey: 'Revoke an API key',
  connectChannel: 'Connect a channel',
  updateChannel: 'Change a channel',
  deleteChannel: 'Disconnect a channel',
  exportContact: 'Export a person’s data',
  eraseContact: 'Erase a person’s data',
  createTemplate: 'Make a template',
  updateTemplate: 'Change a template',
  deleteTemplate: 'Remove a template',
  syncTemplates: 'Fetch templates from the platforms',
  createCampaign: 'Make a campaign',
  updateCampaign: 'Change a campaign',
  deleteCampaign: 'Remove a campaign',
  createAnnouncement: 'Make an announcement',
  withdrawAnnouncement: 'Withdraw an announcement',
  subscribe: 'Subscribe an address',
  changeSubscriptionSecret: 'Change a subscription’s secret',
  unsubscribe: 'Remove a subscription',
  replayEvents: 'Deliver events again',
  replaySetAside: 'Store a webhook again',
  getWebhookPayload: 'Look at what a platform sent',
  retryMessage: 'Send a message again',
  'rotate-keys': 'Change the secret key',
};
