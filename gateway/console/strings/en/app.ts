/* What is said everywhere. */

export const app = {
  name: 'Parley',
  loading: 'Loading…',
  inbox: 'Inbox',
  analytics: 'Analytics',
  settings: 'Settings',
  help: 'Help',
  skip: 'Skip to the content',
  notFound: 'There is no such page.',
  back: 'Back',
  close: 'Close',
  cancel: 'Cancel',
  save: 'Save',
  saved: 'Saved.',
  remove: 'Remove',
  edit: 'Edit',
  add: 'Add',
  copy: 'Copy',
  copied: 'Copied.',
  retry: 'Try again',
  more: 'More',
  none: 'None',
  you: 'you',
  yourName: 'Name',
  optional: 'optional',
  failed: 'This did not work.',
  offline: 'The gateway does not answer. It is tried again.',
  unexpected: 'Something went wrong here. Reloading the page helps most of the time.',
  reload: 'Reload',
};

export const live = { lost: 'Connection lost. Reconnecting…', back: 'Connected again. Nothing was missed.' };

export const look = { title: 'Appearance', light: 'Light', dark: 'Dark', system: 'As the system', language: 'Language' };

export const names = { visitor: (end: string) => `Visitor ${end}`, wechat: (end: string) => `WeChat user ${end}` };

export const units = { hours: 'h', days: 'd' };

export const errors = {
  offline: 'The gateway does not answer.',
  unauthorized: 'Email or password is wrong.',
};
