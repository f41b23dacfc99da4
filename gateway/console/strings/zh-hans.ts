import type { Strings } from './en.ts';
import { announcements } from './zh-hans/announcements.ts';
import { campaigns } from './zh-hans/campaigns.ts';
import * as audit from './zh-hans/audit.ts';
import * as analytics from './zh-hans/analytics.ts';
import * as app from './zh-hans/app.ts';
import * as composer from './zh-hans/composer.ts';
import * as entrance from './zh-hans/entrance.ts';
import * as inbox from './zh-hans/inbox.ts';
import * as keyboard from './zh-hans/keyboard.ts';
import * as notifications from './zh-hans/notifications.ts';
import * as panel from './zh-hans/panel.ts';
import * as profile from './zh-hans/profile.ts';
import * as programs from './zh-hans/programs.ts';
import * as rules from './zh-hans/rules.ts';
import * as settings from './zh-hans/settings.ts';
import * as thread from './zh-hans/thread.ts';

/** 简体中文 */
export const zhHans: Strings = {
  language: '简体中文',
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
