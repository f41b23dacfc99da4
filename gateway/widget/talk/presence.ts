import type { Tabs } from '../net/tabs.ts';

const IDLE_MS = 5 * 60_000;
/** A tab that is changed for another of the same site is not away. */
const AWAY_AFTER_MS = 10_000;

export type Attention = 'active' | 'idle' | 'away';

/**
 * Notices whether the visitor is here: `active`, `idle` after five minutes without a move, `away` when no tab of the site is seen.
 *
 * @param told is called with each change, in the tab that it is about
 * @returns `here` says again that this tab is seen, for a page that has changed; `heardHere` is for the same word of another tab
 */
export function noticePresence(
  tabs: Tabs,
  told: (attention: Attention) => void,
): { readonly here: () => void; readonly heardHere: () => void } {
  let attention: Attention = 'active';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const set = (next: Attention) => {
    if (attention === next) return;
    attention = next;
    told(next);
  };
  const after = (ms: number, next: Attention) => {
    clearTimeout(timer);
    timer = setTimeout(() => set(next), ms);
  };
  const here = () => {
    if (document.visibilityState === 'hidden') return;
    tabs.tell({ is: 'here' });
    // Told again even where it is known: the page may be another one.
    attention = 'active';
    told('active');
    after(IDLE_MS, 'idle');
  };
  let lastMoveAt = 0;
  for (const move of ['pointerdown', 'keydown', 'scroll']) {
    addEventListener(
      move,
      ({ timeStamp }) => {
        if (timeStamp - lastMoveAt < 5000) return;
        lastMoveAt = timeStamp;
        if (document.visibilityState === 'visible') {
          set('active');
          after(IDLE_MS, 'idle');
        }
      },
      { passive: true, capture: true },
    );
  }
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') here();
    else after(AWAY_AFTER_MS, 'away');
  });
  after(IDLE_MS, 'idle');
  return {
    here,
    heardHere() {
      if (document.visibilityState !== 'hidden') return;
      clearTimeout(timer);
    },
  };
}
