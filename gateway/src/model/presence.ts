/** What somebody does on a page: uses it, has it open without using it, has it behind others. */
export type VisitorState = 'active' | 'idle' | 'away';

/** Where somebody is by their network address, as far as the database knows. */
export interface Place {
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  readonly region: string | null;
  readonly city: string | null;
}

/** Whether a customer is on the website now, and where. Times are ISO-8601 in UTC. */
export interface Presence {
  readonly online: boolean;
  readonly state: VisitorState | 'offline';
  readonly lastActiveAt: string;
  /** The page they see now, or saw last. */
  readonly page: { readonly url: string; readonly title: string } | null;
  readonly place: Place | null;
  /** They are writing, until then if nothing more is heard; null: they are not. */
  readonly typingUntil: string | null;
}

/** One browser of theirs. Times are milliseconds since 1970. */
export interface Whereabouts {
  readonly state: string;
  readonly lastActiveAt: number;
  readonly onlineUntil: number;
  readonly typingUntil: number;
  readonly pageUrl: string | null;
  readonly pageTitle: string | null;
  readonly placeJson: string | null;
}

/** What is told of somebody with these browsers: of the one they used last, among those that are online. Null: there is none. */
export function presenceOf(browsers: readonly Whereabouts[], now: number): Presence | null {
  const isOnline = (one: Whereabouts) => one.onlineUntil > now;
  const [latest] = browsers.toSorted((a, b) => Number(isOnline(b)) - Number(isOnline(a)) || b.lastActiveAt - a.lastActiveAt);
  if (latest === undefined) return null;
  const online = isOnline(latest);
  const typingUntil = Math.max(...browsers.map((one) => one.typingUntil));
  return {
    online,
    state: online ? stateOf(latest.state) : 'offline',
    lastActiveAt: new Date(latest.lastActiveAt).toISOString(),
    page: latest.pageUrl === null ? null : { url: latest.pageUrl, title: latest.pageTitle ?? '' },
    place: latest.placeJson === null ? null : JSON.parse(latest.placeJson),
    typingUntil: online && typingUntil > now ? new Date(typingUntil).toISOString() : null,
  };
}

function stateOf(text: string): VisitorState {
  return text === 'idle' || text === 'away' ? text : 'active';
}
