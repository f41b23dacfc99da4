import { useMemo, useSyncExternalStore } from 'react';
import { type Place, addressOf, placeOf } from './place.ts';

const listeners = new Set<() => void>();
addEventListener('popstate', () => tell());

function tell(): void {
  for (const listener of listeners) listener();
}

const here = () => location.pathname + location.search;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where one is, followed. */
export function usePlace(): Place {
  const address = useSyncExternalStore(subscribe, here);
  return useMemo(() => currentPlace(), [address]);
}

export function currentPlace(): Place {
  return placeOf(location.pathname, location.search);
}

/** Goes to a place, or changes some of this one. `replace` leaves no step to go back to. */
export function goTo(change: Partial<Place>, options: { readonly replace?: boolean } = {}): void {
  const address = addressOf({ ...currentPlace(), shows: null, ...change });
  if (address === here()) return;
  if (options.replace === true) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  tell();
}

/** Goes to an address of the console, as it stands in a link. */
export function goToAddress(address: string): void {
  const { pathname, search } = new URL(address, location.origin);
  goTo(placeOf(pathname, search));
}
