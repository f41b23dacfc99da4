/* The categories and the list. */

export const categories = {
  title: 'Categories',
  views: 'Views',
  all: 'All',
  joined: 'Joined',
  mine: 'Mine',
  teams: 'Teams',
  status: 'Status',
  online: 'Online',
  channels: 'Channels',
  allChannels: 'All channels',
  nChannels: (n: number) => (n === 1 ? '1 channel' : `${n} channels`),
  open: 'Categories',
};

export const status = {
  bot: 'With the bot',
  rep_needed: 'Rep needed',
  pending: 'Pending',
  soon_overdue: 'Soon overdue',
  overdue: 'Overdue',
  active: 'Active',
  closed: 'Closed',
};

export const channel = { whatsapp: 'WhatsApp', facebook: 'Messenger', line: 'LINE', wechat: 'WeChat', widget: 'Web chat' };

export const list = {
  title: 'Conversations',
  search: 'Search contacts and messages',
  clear: 'Clear the search',
  sort: 'Sort',
  sorts: { updated: 'Newest', waiting: 'Waiting longest', created: 'Arrival' },
  empty: 'Nothing here.',
  emptyLead: 'No conversation fits this view right now. New ones appear by themselves.',
  emptySearch: 'Nobody and nothing found.',
  join: 'Join',
  grab: 'Grab',
  you: 'You',
  unread: (n: number) => (n === 1 ? '1 unread message' : `${n} unread messages`),
  waiting: (clock: string) => `waiting ${clock}`,
  snoozed: 'Snoozed',
  people: 'Contacts',
  writeFirst: 'Write',
  select: 'Select',
  selected: (n: number) => `${n} selected`,
  closeAll: 'Close',
  notes: 'Notes',
  history: 'History',
  end: 'End chat',
  assignAll: 'Assign…',
  takeAll: 'Assign to me',
  tagAll: 'Tag',
  tagPrompt: 'Tag to add',
  nothingSaid: 'Nothing was said yet.',
  youSaid: 'You: ',
  noteSaid: 'Note: ',
  done: (n: number) => `Done for ${n}.`,
  someFailed: (n: number) => `${n} could not be changed.`,
};
