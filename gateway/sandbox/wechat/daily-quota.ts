import { dayOf, monthOf } from './days.ts';

/** Calls a day: https://developers.weixin.qq.com/doc/service/Message_Management/API_Call_Limits.html */
const PER_DAY: Readonly<Record<string, number>> = {
  '/cgi-bin/token': 2_000,
  '/cgi-bin/stable_token': 500_000,
  '/cgi-bin/message/custom/send': 500_000,
  '/cgi-bin/message/template/send': 100_000,
  '/cgi-bin/media/get': 200_000,
  '/cgi-bin/media/upload': 100_000,
  '/cgi-bin/user/info': 5_000_000,
};
/** https://developers.weixin.qq.com/doc/service/openApi/clear_quota.html */
const CLEARED_A_MONTH = 10;

/** How often each path was called today. */
export interface DailyQuota {
  /** Counts a call. `most` replaces WeChat's own number for every path, but for those that give tokens; null: WeChat's own. */
  take(path: string, now: number, most: number | null): boolean;
  /** What `take` would count against, and what it has counted; undefined where nothing is. */
  read(path: string, now: number, most: number | null): { readonly limit: number; readonly used: number } | undefined;
  /** Begins the day anew, ten times a month; false: not any more. */
  clear(now: number): boolean;
}

/** Nothing was called yet. */
export function createDailyQuota(): DailyQuota {
  const counts = new Map<string, number>();
  let day = 0;
  let cleared = { month: '', times: 0 };
  const read: DailyQuota['read'] = (path, now, most) => {
    if (dayOf(now) !== day) counts.clear();
    day = dayOf(now);
    const isToken = path.endsWith('token');
    const limit = isToken || most === null ? PER_DAY[path] : most;
    return limit === undefined ? undefined : { limit, used: counts.get(path) ?? 0 };
  };
  return {
    read,
    take(path, now, most) {
      const known = read(path, now, most);
      if (known === undefined) return true;
      if (known.used >= known.limit) return false;
      counts.set(path, known.used + 1);
      return true;
    },
    clear(now) {
      const times = cleared.month === monthOf(now) ? cleared.times : 0;
      if (times >= CLEARED_A_MONTH) return false;
      cleared = { month: monthOf(now), times: times + 1 };
      counts.clear();
      return true;
    },
  };
}
