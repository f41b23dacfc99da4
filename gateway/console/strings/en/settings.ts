/* The set-up pages, and those of people and channels. */

export const title: string = 'Settings';

export const pages = {
  start: 'First steps',
  members: 'Members',
  teams: 'Teams',
  channels: 'Channels',
  templates: 'Templates',
  campaigns: 'Campaigns',
  announcements: 'Announcements',
  rules: 'Rules',
  keys: 'API keys',
  subscriptions: 'Subscriptions',
  audit: 'Audit log',
  notifications: 'My notifications',
  account: 'My account',
  help: 'Help',
};

export const adminOnly: string = 'Only administrators may change this.';

export const start = {
  lead: 'Four steps, and customers are answered.',
  channel: 'Connect a channel',
  channelLead: 'WhatsApp, Messenger, LINE or WeChat: enter what the platform gave you, and give it the webhook address.',
  members: 'Invite your colleagues',
  membersLead: 'Each gets an invitation and chooses a password.',
  teams: 'Form teams',
  teamsLead: 'A team serves channels: everybody sees everything, or whoever grabs first has it.',
  rules: 'Say when a customer waits too long',
  rulesLead: 'Three and five minutes, unless you say otherwise.',
  done: 'Done',
};

export const members = {
  lead: 'Who answers, and who administers.',
  invite: 'Invite somebody',
  role: 'Role',
  admin: 'Administrator',
  agent: 'Agent',
  capacity: 'At most',
  noLimit: 'no limit',
  email: 'Email',
  handOver: 'No mail is set up. Give this link to them yourself:',
  invited: (email: string) => `An invitation is on its way to ${email}.`,
  pending: 'Invited',
  resend: 'Send again',
  revoke: 'Withdraw',
  removeTitle: (name: string) => `Remove ${name}?`,
  removeLead: 'They leave all teams and conversations, and are signed out.',
};

export const teams = {
  lead: 'Members who serve channels together.',
  create: 'New team',
  mode: 'Mode',
  collaboration: 'Collaboration',
  collaborationLead: 'Everybody of the team sees all its conversations.',
  grab: 'Grab',
  grabLead: 'Whoever is first has it, and only they see it.',
  assignment: 'Assignment',
  manual: 'People take what they want',
  round_robin: 'In turn',
  least_busy: 'To whoever has least',
  members: 'Members',
  channels: 'Channels',
  representative: 'Representative',
  teamAdmin: 'Team admin',
  notIn: 'Not in it',
  empty: 'No team yet: every channel is open to all.',
  removeTitle: (name: string) => `Remove the team “${name}”?`,
  removeLead: 'Its open conversations go to the next team of their channel, or are open to all.',
  nMembers: (n: number) => (n === 1 ? '1 member' : `${n} members`),
};

export const channels = {
  lead: 'Accounts on platforms, connected once.',
  connect: 'Connect a channel',
  platform: 'Platform',
  webhook: 'Webhook address: enter this at the platform',
  test: 'Test',
  testing: 'Asking the platform…',
  healthy: 'All is well.',
  next: 'Next',
  twoWay: 'Answer here',
  twoWayLead: 'Off: messages are stored and shown, nobody waits and nobody answers.',
  twoWayOn: 'Switch answering on?',
  twoWayWarning: 'From now on every message from here counts as a customer who waits. Is somebody there to answer?',
  oneWayReply: 'What customers are told instead',
  oneWayReplyHint: 'At most once a day each. Empty: nothing.',
  secretKept: 'Kept. Write a new one to replace it.',
  empty: 'No channel yet.',
  remove: 'Disconnect',
  removeTitle: (name: string) => `Disconnect “${name}”?`,
  removeLead: 'Its conversations stay readable. Nothing comes in or goes out any more.',
};

export const templates = {
  lead: 'Prepared answers of your own, and what platforms have approved.',
  create: 'New prepared answer',
  sync: 'Fetch from the platforms',
  synced: 'Fetched.',
  text: 'Text',
  textHint: 'Variables in double braces: {{order}}, {{contact.name}}, {{member.name}}.',
  language: 'Language',
  kind: 'Kind',
  canned: 'Ours',
  empty: 'No template yet.',
  removeTitle: (name: string) => `Remove “${name}”?`,
  removeLead: 'Messages that used it stay as they are.',
};
