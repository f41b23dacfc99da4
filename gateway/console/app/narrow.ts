import { useSyncExternalStore } from 'react';

/** As in the style sheets: below, one pane at a time is shown. */
const query = matchMedia('(width < 760px)');
const subscribe = (listener: () => void) => {
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
};

/** Whether the page is as narrow as a phone, followed. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches);
}
