/* Figures. */

export const analytics = {
  title: 'Analytics',
  lead: 'How it went.',
  periods: { day: 'Today', week: '7 days', month: '30 days' },
  groups: { channel: 'By channel', team: 'By team', member: 'By member', hour: 'By hour' },
  csv: 'Download CSV',
  opened: 'Opened',
  finished: 'Closed',
  unanswered: 'Unanswered',
  missed: 'Missed',
  messagesIn: 'Messages in',
  messagesOut: 'Messages out',
  median: 'First answer, median',
  p90: 'First answer, nine of ten',
  handling: 'Handling, median',
  empty: 'Nothing happened in this time.',
  nobody: 'Nobody',
};
