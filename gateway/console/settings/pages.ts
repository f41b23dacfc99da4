import type { IconName } from '../parts/icons.tsx';

/** The set-up pages in their order: each one's drawing, and whether only administrators have it. */
export const PAGES = {
  start: { icon: 'check', admin: true },
  members: { icon: 'user', admin: true },
  teams: { icon: 'users', admin: true },
  channels: { icon: 'plug', admin: true },
  templates: { icon: 'page', admin: false },
  campaigns: { icon: 'link', admin: false },
  announcements: { icon: 'megaphone', admin: false },
  rules: { icon: 'clock', admin: true },
  keys: { icon: 'key', admin: true },
  subscriptions: { icon: 'hook', admin: true },
  audit: { icon: 'file', admin: true },
  notifications: { icon: 'bell', admin: false },
  account: { icon: 'user', admin: false },
  help: { icon: 'question', admin: false },
} as const satisfies Readonly<Record<string, { readonly icon: IconName; readonly admin: boolean }>>;
export type PageName = keyof typeof PAGES;

const NAMES = Object.keys(PAGES).filter((name): name is PageName => name in PAGES);

/** The pages that somebody has. */
export function pagesOf({ role }: { readonly role?: 'admin' | 'agent' }): readonly PageName[] {
  return NAMES.filter((one) => role !== 'agent' || !PAGES[one].admin);
}

export function pageNamed(name: string): PageName | undefined {
  return NAMES.find((one) => one === name);
}
