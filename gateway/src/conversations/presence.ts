import type { Logger } from '../log/logger.ts';
import type { VisitorState } from '../model/presence.ts';
import { loadConversations } from '../store/load.ts';
import { goneVisitors } from '../store/read/visitors.ts';
import type { Store } from '../store/store.ts';
import type { VisitorRow } from '../store/visitor-rows.ts';
import { type VisitorChange, isOtherTold, keepOnline, markTold, writeWhereabouts } from '../store/visitors.ts';
import { type Worker, createWorker } from '../work/worker.ts';
import type { RunCommand } from './commands.ts';

/** Where visitors are, kept in memory for a second and then written, many at once; each look also tells who has come and gone. */
export interface VisitorPresence extends Worker {
  /** A page of theirs listens, or does not any more. */
  opened(visitor: Pick<VisitorRow, 'id' | 'conversationId'>): void;
  closed(visitorId: string): void;
  moved(
    visitor: Pick<VisitorRow, 'id' | 'conversationId'>,
    where: { readonly page?: { readonly url: string; readonly title: string } | undefined; readonly state: VisitorState },
  ): void;
  typing(visitor: Pick<VisitorRow, 'id' | 'conversationId'>, on: boolean): void;
  /** Their message went into this conversation. */
  wrote(visitorId: string, conversationId: string): void;
}

export interface VisitorPresenceOptions {
  readonly store: Store;
  readonly run: RunCommand;
  readonly now: () => number;
  readonly log: Logger;
  /** Who is in these conversations changed: whoever looks at them now is to see it. */
  readonly tell: (conversationIds: readonly string[]) => void;
}

/** A visitor of whom something is known in this process. */
interface Here {
  conversationId: string | null;
  pages: number;
  change: VisitorChange;
  /** Whether the log has been told that they are online. */
  told: boolean;
}

const EVERY_MS = 1000;
/** Whoever goes from one page to the next is gone for a moment. */
const GRACE_MS = 20_000;
/** A process that ends without a word is noticed after this. */
const ONLINE_MS = 150_000;
const KEEP_MS = 60_000;
/** How long a person counts as writing after they last did. */
export const TYPING_MS = 8_000;
const MOST_AT_ONCE = 250;
const MOST_GONE = 200;

export function createVisitorPresence(options: VisitorPresenceOptions): VisitorPresence {
  const { store, run, now, log, tell } = options;
  const here = new Map<string, Here>();
  const write = store.committer.register(writeWhereabouts());
  const keep = store.committer.register(keepOnline());
  let keptAt = now();

  function note({ id, conversationId }: Pick<VisitorRow, 'id' | 'conversationId'>, change: VisitorChange): Here {
    const known = here.get(id) ?? { conversationId, pages: 0, change: {}, told: false };
    known.conversationId ??= conversationId;
    known.change = { ...known.change, ...change };
    here.set(id, known);
    return known;
  }

  async function tick(): Promise<void> {
    const changed = [...here].filter(([, one]) => Object.keys(one.change).length > 0);
    for (let from = 0; from < changed.length; from += MOST_AT_ONCE) {
      const some = changed.slice(from, from + MOST_AT_ONCE);
      const news = some.map(([id, one]) => ({ id, change: one.change }));
      for (const [, one] of some) one.change = {};
      await write(news);
    }
    if (now() - keptAt >= KEEP_MS) await keepAll();
    for (const [id, one] of here) {
      if (one.pages > 0 && !one.told && one.conversationId !== null) one.told = await tellOnline(id, one.conversationId);
      if (one.pages === 0 && Object.keys(one.change).length === 0) here.delete(id);
    }
    for (const { id, conversationId } of await goneVisitors(store, now(), MOST_GONE)) await tellOffline(id, conversationId);
    const concerned = new Set(changed.flatMap(([, one]) => one.conversationId ?? []));
    if (concerned.size > 0) tell([...concerned]);
  }

  async function keepAll(): Promise<void> {
    keptAt = now();
    const ids = [...here].filter(([, one]) => one.pages > 0).map(([id]) => id);
    for (let from = 0; from < ids.length; from += MOST_AT_ONCE) {
      await keep({ ids: ids.slice(from, from + MOST_AT_ONCE), until: now() + ONLINE_MS });
    }
  }

  async function tellOnline(id: string, conversationId: string): Promise<boolean> {
    await tellOfContact(id, conversationId, true);
    return true;
  }

  async function tellOffline(id: string, conversationId: string | null): Promise<void> {
    const known = here.get(id);
    if (known !== undefined) known.told = false;
    await tellOfContact(id, conversationId, false);
    if (conversationId !== null) tell([conversationId]);
  }

  /** One event for a person, however many browsers they have. */
  function tellOfContact(id: string, conversationId: string | null, online: boolean): Promise<void> {
    return run({
      locks: conversationId === null ? [] : [conversationId],
      async run(unit) {
        if (!(await markTold(unit.tx, id, online)) || conversationId === null) return;
        if (await isOtherTold(unit.tx, conversationId, id)) return;
        await loadConversations(unit, [conversationId]);
        const conversation = unit.conversations.get(conversationId);
        if (conversation === undefined) return;
        const contact = unit.contactOf(conversation);
        const actor = { type: 'contact', id: contact.id, name: contact.name } as const;
        unit.emit({ type: online ? 'contact.online' : 'contact.offline', actor, contact, conversation });
      },
    });
  }

  const worker = createWorker({ what: 'writing where visitors are', everyMs: EVERY_MS, log, tick });

  return {
    ...worker,
    opened(visitor) {
      const one = note(visitor, { onlineUntil: now() + ONLINE_MS, lastActiveAt: now() });
      one.pages += 1;
    },
    closed(visitorId) {
      const one = here.get(visitorId);
      if (one === undefined) return;
      one.pages = Math.max(0, one.pages - 1);
      if (one.pages === 0) one.change = { ...one.change, onlineUntil: now() + GRACE_MS, typingUntil: 0 };
    },
    moved(visitor, { page, state }) {
      const where = page === undefined ? {} : { pageUrl: page.url, pageTitle: page.title };
      note(visitor, { ...where, state, ...(state === 'active' ? { lastActiveAt: now() } : {}) });
    },
    typing: (visitor, on) => void note(visitor, { typingUntil: on ? now() + TYPING_MS : 0, lastActiveAt: now() }),
    wrote(visitorId, conversationId) {
      const one = note({ id: visitorId, conversationId }, { typingUntil: 0, lastActiveAt: now(), state: 'active' });
      one.conversationId = conversationId;
    },
    async stop() {
      await worker.stop();
      // Whoever was here comes back to another process, or is gone after the grace.
      await tick().catch(() => undefined);
    },
  };
}
