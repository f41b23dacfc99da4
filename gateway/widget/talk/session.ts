import type { Answer, Gateway } from '../net/request.ts';
import type { Tabs } from '../net/tabs.ts';
import type { Facts, Identity, Session } from '../net/wire.ts';
import { type Origin, pageNow } from '../site/page.ts';
import type { Kept } from './kept.ts';

export interface SessionParts {
  readonly gateway: Gateway;
  readonly tabs: Tabs;
  readonly kept: Kept;
  /** Where the visitor came from. */
  readonly origin: Origin;
  readonly locale: string;
  /** What a mail's link has brought. */
  readonly link: string | undefined;
}

/** Who the visitor is, for the gateway. */
export interface Sessions {
  /**
   * Whether there is somebody to go on as, without making somebody new. A user of the site's own is only who the site says now: until it
   * does, their token is left alone.
   */
  canGoOn(): boolean;
  /** Whether the site has said who the visitor is. */
  isIdentified(): boolean;
  /** Goes on as the visitor there is, or becomes a new one; in one tab at a time, so that two do not become two visitors. */
  begin(): Promise<Answer<Session>>;
  /** Keeps who the visitor is, by what the site's server signed, for the next `begin` or `identify`; undefined: nobody that it knows. */
  hold(identity: Identity | undefined): void;
  /** Says in a session that there is already who the visitor is. */
  identify(): Promise<Answer<Session>>;
  /** Adds what the page knows of the visitor; kept for the next `begin` where there is no session yet. */
  tell(facts: Facts): Promise<void>;
  /** Ends it, here and at the gateway. */
  signOut(): Promise<void>;
  /** Forgets the token: it is no good any more. */
  forget(): void;
  agree(): void;
  hasAgreed(): boolean;
  token(): string | undefined;
}

export function createSessions({ gateway, tabs, kept, origin, locale, link: brought }: SessionParts): Sessions {
  let link = brought;
  let identity: Identity | undefined;
  let facts: Facts | undefined;
  const token = () => kept.get('token') ?? undefined;
  const took = (answer: Answer<Session>) => {
    if (answer.is === 'ok') {
      link = undefined;
      kept.set('token', answer.value.token);
      kept.set('known', answer.value.visitor.isKnown ? '1' : null);
    }
    return answer;
  };
  const tell = async (what: Facts) => {
    const bearer = token();
    if (bearer === undefined) facts = { ...facts, ...what, attributes: { ...facts?.attributes, ...what.attributes } };
    else await gateway.call('POST', 'attributes', { body: what, token: bearer });
  };
  const expired = () => identity !== undefined && identity.expires * 1000 < Date.now();
  return {
    token,
    canGoOn: () => (identity ?? link) !== undefined || (token() !== undefined && kept.get('known') === null),
    isIdentified: () => identity !== undefined,
    hold: (who) => (identity = who),
    async begin() {
      const answer = await tabs.alone('session', async () => {
        if (expired()) identity = undefined;
        const consent = kept.get('consent') === null ? undefined : true;
        const body = { token: token(), identity, page: pageNow(), ...origin, locale, consent, link };
        return took(await gateway.call<Session>('POST', 'sessions', { body }));
      });
      if (answer?.is === 'ok' && facts !== undefined) {
        const held = facts;
        facts = undefined;
        await tell(held);
      }
      return answer ?? { is: 'lost' };
    },
    async identify() {
      const bearer = token();
      return took(await gateway.call<Session>('POST', 'identity', { body: identity, ...(bearer === undefined ? {} : { token: bearer }) }));
    },
    tell,
    async signOut() {
      const bearer = token();
      identity = facts = undefined;
      kept.set('token', null);
      kept.set('known', null);
      if (bearer !== undefined) await gateway.call('DELETE', 'sessions', { token: bearer, keepalive: true });
    },
    forget: () => kept.set('token', null),
    agree: () => kept.set('consent', '1'),
    hasAgreed: () => kept.get('consent') !== null,
  };
}
