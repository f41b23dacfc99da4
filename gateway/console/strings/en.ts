import { announcements } from './en/announcements.ts';
import { campaigns } from './en/campaigns.ts';
import * as audit from './en/audit.ts';
import * as analytics from './en/analytics.ts';
import * as app from './en/app.ts';
import * as composer from './en/composer.ts';
import * as entrance from './en/entrance.ts';
import * as inbox from './en/inbox.ts';
import * as keyboard from './en/keyboard.ts';
import * as notifications from './en/notifications.ts';
import * as panel from './en/panel.ts';
import * as profile from './en/profile.ts';
import * as programs from './en/programs.ts';
import * as rules from './en/rules.ts';
import * as settings from './en/settings.ts';
import * as thread from './en/thread.ts';

/** Everything the console says, in English. The other languages have the same shape. */
export const en = {
  language: 'English',
  ...app,
  ...entrance,
  ...inbox,
  ...thread,
  ...composer,
  ...panel,
  ...notifications,
  ...keyboard,
  ...profile,
  ...analytics,
  settings: { ...settings, ...rules, ...programs, campaigns, announcements, audit },
};

export type Strings = typeof en;
