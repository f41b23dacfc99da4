import type { Strings } from './en.ts';
import { announcements } from './zh-hant/announcements.ts';
import { campaigns } from './zh-hant/campaigns.ts';
import * as audit from './zh-hant/audit.ts';
import * as analytics from './zh-hant/analytics.ts';
import * as app from './zh-hant/app.ts';
import * as composer from './zh-hant/composer.ts';
import * as entrance from './zh-hant/entrance.ts';
import * as inbox from './zh-hant/inbox.ts';
import * as keyboard from './zh-hant/keyboard.ts';
import * as notifications from './zh-hant/notifications.ts';
import * as panel from './zh-hant/panel.ts';
import * as profile from './zh-hant/profile.ts';
import * as programs from './zh-hant/programs.ts';
import * as rules from './zh-hant/rules.ts';
import * as settings from './zh-hant/settings.ts';
import * as thread from './zh-hant/thread.ts';

/** 繁體中文 */
export const zhHant: Strings = {
  language: '繁體中文',
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
