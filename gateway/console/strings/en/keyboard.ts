/* The command palette and the keys. */

export const palette = {
  title: 'Go to or do',
  placeholder: 'Type a command or a page…',
  nothing: 'No command fits.',
  group: { go: 'Go to', act: 'This conversation', look: 'Appearance' },
};

export const keyboard = {
  title: 'Keyboard',
  lead: 'Single keys work while no text field has the focus.',
  enabled: 'Single-key shortcuts',
  items: {
    palette: 'Command palette',
    help: 'This sheet',
    search: 'Search',
    next: 'Next conversation',
    previous: 'Previous conversation',
    reply: 'Write a reply',
    note: 'Write a note',
    join: 'Join or grab',
    close: 'Close the conversation',
    details: 'Details',
    escape: 'Back',
  },
};
