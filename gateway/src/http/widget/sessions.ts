import { randomBytes } from 'node:crypto';
import { verifyIdentity } from '../../channels/widget/verify.ts';
import type { Source } from '../../model/inbound.ts';
import { toldName } from '../../model/made-name.ts';
import { type SessionPlan, type VisitorFacts, planSession, withFacts } from '../../model/visitor.ts';
import { contactOf, findVisitor, findVisitorToken, type HeldToken, unreadAnswers } from '../../store/read/visitors.ts';
import type { Tx } from '../../store/committer.ts';
import type { ConversationRecord } from '../../store/records.ts';
import type { VisitorRow, VisitorTokenRow } from '../../store/visitor-rows.ts';
import { addToken, addVisitor, changeVisitor, extendToken, moveVisitors, removeTokensOf } from '../../store/visitors.ts';
import type { AppDeps } from '../deps.ts';
import { type Problem, problem } from '../problem.ts';
import type { DeepReadonly } from '../route.ts';
import { announcementViews } from './announcing.ts';
import { conversationView, findTheirs, keepFacts } from './conversation.ts';
import { type Site, hashOfToken } from './door.ts';
import { cursorOf } from './live-cursor.ts';
import { factsOf, say } from './say.ts';
import type { NewWidgetSession, WidgetIdentity, WidgetSession } from './wire.ts';

const DAY_MS = 86_400_000;
/** So long a browser is known that nobody vouches for. */
const ANONYMOUS_MS = 180 * DAY_MS;
/** However long the site signs for. */
const LONGEST_KNOWN_MS = 30 * DAY_MS;
/** What brought somebody counts for a visit: until they were away for so long. */
const VISIT_MS = 30 * 60_000;
/** More unread answers than anybody counts. */
const MOST_UNREAD = 100;

export type SessionDeps = Pick<AppDeps, 'store' | 'commands' | 'ids' | 'now' | 'widget'>;

/** The page's claim, judged: nobody, somebody the site vouches for, or a problem. A claim that does not hold is never just left out. */
export function judgeIdentity(identity: WidgetIdentity | undefined, { settings }: Site, now: number): Problem | undefined {
  if (identity === undefined) {
    return settings.requireIdentity
      ? problem('identity_required', 'Only visitors who are signed in on the site can write here.')
      : undefined;
  }
  const verdict = verifyIdentity(identity, settings, now);
  if (verdict === 'valid') return undefined;
  return problem(
    'identity_invalid',
    verdict === 'expired' ? 'The identity has expired: sign it anew.' : 'The identity is not signed by the site.',
  );
}

/**
 * Gives a page its session: the visitor it was, a new one, or the anonymous one who turned out to be a user of the site.
 *
 * Merging, from anonymous to known: the anonymous conversation becomes the user's where they have none yet. Where they have one, the
 * older of the two goes on and the newer closes as merged; whoever waited in it waits in the one that goes on.
 */
export async function giveSession(
  deps: SessionDeps,
  site: Site,
  given: NewWidgetSession,
  address: string | undefined,
): Promise<DeepReadonly<WidgetSession> | Problem> {
  const refusal = judgeIdentity(given.identity, site, deps.now());
  if (refusal !== undefined) return refusal;
  if (site.settings.consentText !== undefined && given.consent !== true) {
    return problem('consent_required', 'The visitor must agree to the privacy text first: send consent: true then.');
  }
  const own = await heldBy(deps, site, given.token);
  const back = await whoReturns(deps, site, given);
  const isOther = back !== undefined && back.id !== own?.visitor.id;
  // Whoever comes by the link gets a token of their own.
  const asked = isOther ? { ...given, token: undefined } : given;
  const held = isOther ? { visitor: back } : own;
  const userId = asked.identity?.id ?? null;
  const isGood = isOther || (own !== undefined && own.token.expiresAt > deps.now() && own.token.userId === own.visitor.userId);
  const plan = planSession({ held: held && { userId: held.visitor.userId, isGood }, userId });
  const before = held?.visitor;
  const made = await makeSession(deps, site, { plan, held, asked, place: deps.widget.placeOf(address) });
  if (plan === 'hand_over' && before !== undefined) {
    const failed = await handOver(deps, site, before, made.visitor);
    if (failed !== undefined) return failed;
  }
  return sessionView(deps, made, asked.identity);
}

/**
 * The visitor whom a link in a mail brings back. It leads to nobody for whom the site must vouch, and from no other site than theirs; one
 * that is good no more is as if it were not there.
 */
async function whoReturns(
  deps: SessionDeps,
  { connected, origin }: Site,
  { link, identity }: NewWidgetSession,
): Promise<VisitorRow | undefined> {
  const id = link === undefined || identity !== undefined ? undefined : deps.widget.returns.visitorOf(link, deps.now());
  const visitor = id === undefined ? undefined : await findVisitor(deps.store, id);
  return visitor?.channelId === connected.id && visitor.origin === origin && visitor.userId === null ? visitor : undefined;
}

/** Whoever holds a token of another channel or origin holds nothing. */
async function heldBy({ store }: SessionDeps, { connected, origin }: Site, token: string | undefined): Promise<HeldToken | undefined> {
  const held = token === undefined || token === '' ? undefined : await findVisitorToken(store, hashOfToken(token));
  return held?.token.channelId === connected.id && held.token.origin === origin ? held : undefined;
}

interface Made {
  readonly visitor: VisitorRow;
  /** What the page had told before. */
  readonly before: VisitorFacts;
  readonly token: string;
  readonly expiresAt: number;
}

async function makeSession(
  deps: SessionDeps,
  site: Site,
  given: {
    readonly plan: SessionPlan;
    readonly held: Pick<HeldToken, 'visitor'> | undefined;
    readonly asked: NewWidgetSession;
    readonly place: unknown;
  },
): Promise<Made> {
  const { plan, held, asked } = given;
  const now = deps.now();
  const { identity } = asked;
  const expiresAt = identity === undefined ? now + ANONYMOUS_MS : Math.min(identity.expires * 1000, now + LONGEST_KNOWN_MS);
  const goesOn = plan === 'go_on' && asked.token !== undefined;
  const token = goesOn && asked.token !== undefined ? asked.token : randomBytes(32).toString('base64url');
  const known = plan === 'begin' ? undefined : held?.visitor;
  const fresh = known ?? newVisitor(deps, site, now);
  const told = withFacts(factsOf(fresh), identity ?? {});
  const source = sourceOf(asked);
  const change = {
    userId: identity?.id ?? fresh.userId,
    factsJson: Object.keys(told).length === 0 ? null : JSON.stringify(told),
    locale: asked.locale ?? fresh.locale,
    sourceJson: source !== null ? JSON.stringify(source) : now - fresh.lastActiveAt < VISIT_MS ? fresh.sourceJson : null,
    pageUrl: asked.page.url,
    pageTitle: asked.page.title,
    placeJson: given.place === null ? fresh.placeJson : JSON.stringify(given.place),
    lastActiveAt: now,
  };
  const visitor: VisitorRow = { ...fresh, ...change };
  const row: VisitorTokenRow = {
    hash: hashOfToken(token),
    visitorId: visitor.id,
    channelId: site.connected.id,
    origin: site.origin,
    userId: visitor.userId,
    expiresAt,
    createdAt: now,
  };
  await deps.commands({
    locks: [],
    async run({ tx }) {
      if (known === undefined) await addVisitor(tx, visitor);
      else await changeVisitor(tx, visitor.id, change);
      await putToken(tx, row, goesOn, plan);
    },
  });
  return { visitor, before: factsOf(fresh), token, expiresAt };
}

async function putToken(tx: Tx, row: VisitorTokenRow, goesOn: boolean, plan: SessionPlan): Promise<void> {
  if (goesOn) return extendToken(tx, row.hash, row.expiresAt);
  // What an anonymous page held must not lead to what is now a user's.
  if (plan === 'hand_over') await removeTokensOf(tx, row.visitorId);
  await addToken(tx, row);
}

function newVisitor({ ids }: SessionDeps, { connected, origin }: Site, now: number): VisitorRow {
  return {
    id: ids.next('vis'),
    channelId: connected.id,
    origin,
    userId: null,
    conversationId: null,
    factsJson: null,
    locale: null,
    sourceJson: null,
    state: 'active',
    pageUrl: null,
    pageTitle: null,
    placeJson: null,
    lastActiveAt: now,
    onlineUntil: 0,
    toldOnline: 0,
    typingUntil: 0,
    teamReadSeq: 0,
    createdAt: now,
    changedAt: now,
  };
}

/** What brought the visitor, in the words of other channels' referrals. */
function sourceOf({ ref, utm, page }: NewWidgetSession): Source | null {
  const campaign = ref ?? utm?.campaign;
  const words = [utm?.source, utm?.medium, utm?.term, utm?.content].filter((word) => word !== undefined);
  if (campaign === undefined && words.length === 0) return null;
  return {
    kind:
      ref === undefined && utm?.medium !== undefined && /^(cpc|ppc|paid|display)/i.test(utm.medium)
        ? 'ad'
        : ref === undefined
          ? 'site'
          : 'link',
    ...(campaign === undefined ? {} : { ref: campaign }),
    url: page.url,
    ...(words.length === 0 ? {} : { body: words.join(' / ') }),
  };
}

/** What was written anonymously becomes the user's. Nothing to do where nothing was. */
async function handOver(deps: SessionDeps, site: Site, before: VisitorRow, visitor: VisitorRow): Promise<Problem | undefined> {
  const theirs = await findTheirs(deps, before);
  if (theirs === undefined) return undefined;
  const failed = await say(deps, site, visitor, [{ type: 'identified' }]);
  if (failed !== undefined) return failed;
  const living = await findTheirs(deps, visitor);
  if (living !== undefined) await deps.commands({ locks: [], run: ({ tx }) => followMerge(tx, theirs.id, living, visitor) });
  return undefined;
}

async function followMerge(tx: Tx, from: string, living: ConversationRecord, visitor: VisitorRow): Promise<void> {
  if (from !== living.id) await moveVisitors(tx, from, living.id);
  await changeVisitor(tx, visitor.id, { conversationId: living.id });
}

async function sessionView(
  deps: SessionDeps,
  { visitor, before, token, expiresAt }: Made,
  identity: WidgetIdentity | undefined,
): Promise<DeepReadonly<WidgetSession>> {
  await deps.widget.announcements.fresh();
  const conversation = await findTheirs(deps, visitor);
  const facts = factsOf(visitor);
  if (conversation !== undefined && (identity !== undefined || visitor.conversationId !== conversation.id)) {
    await keepFacts(deps, visitor, { told: facts, before, conversationId: conversation.id });
  }
  const contact = conversation && visitor.userId !== null ? await contactOf(deps.store, conversation.contactId) : undefined;
  const unread = conversation === undefined ? [] : await unreadAnswers(deps.store, conversation.id, conversation.lastSeq, MOST_UNREAD);
  return {
    token,
    expiresAt: visitor.userId === null ? null : new Date(expiresAt).toISOString(),
    visitor: {
      id: visitor.id,
      name: toldName(contact?.name) ?? facts.name ?? null,
      email: contact?.email ?? facts.email ?? null,
      isKnown: visitor.userId !== null,
    },
    conversation: conversation === undefined ? null : await conversationView(deps, conversation),
    unread: unread.length,
    announcements: announcementViews(deps.widget.announcements, visitor.channelId),
    cursor: cursorOf(conversation?.id ?? null, conversation?.lastSeq ?? 0),
  };
}
