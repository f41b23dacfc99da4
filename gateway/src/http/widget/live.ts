import type { ServerResponse } from 'node:http';
import type { AnnouncementBoard } from '../../events/announcements.ts';
import type { ReachesVisitors } from '../../channels/channel.ts';
import type { VisitorHeard, VisitorReader, VisitorStreams } from '../../events/visitor-streams.ts';
import { withSignedMedia } from '../../media/signing.ts';
import type { ConversationRecord } from '../../store/records.ts';
import { messageByExternalId, publicMessages } from '../../store/read/visitors.ts';
import { raiseTeamRead } from '../../store/visitors.ts';
import type { AppDeps } from '../deps.ts';
import type { DeepReadonly } from '../route.ts';
import { createAnnouncing } from './announcing.ts';
import { conversationView, findTheirs, messageViews, viewsOf, visitorKeys } from './conversation.ts';
import { createDeliveredReports } from './delivered.ts';
import type { Visiting } from './door.ts';
import { judgeOpen } from './judged.ts';
import { type LivePlace, cursorOf } from './live-cursor.ts';
import { settingsView } from './view.ts';
import type { LIVE_EVENTS, WidgetMessage } from './wire.ts';

/** The open pages of visitors. */
export interface VisitorLive {
  /** Answers with the stream: what came after the place, then what happens, until the page leaves. */
  open(deps: AppDeps, who: Visiting, response: ServerResponse, from: LiveFrom): Promise<void>;
  /** Ends the streams of a token that is good for nothing any more. */
  end(hash: string, code: string): void;
  /** A channel or what it goes by has changed: tells the pages that it concerns, soon and once for many changes. */
  lookAgain(): void;
  /** How the widget's channel reaches them. */
  readonly reaches: (store: AppDeps['store'], commands: AppDeps['commands']) => ReachesVisitors;
  /** How many pages are open. */
  size(): number;
  close(): void;
}

/** What a page knows already. */
export interface LiveFrom {
  readonly after: LivePlace | undefined;
  /** The version of the settings that it shows; undefined: it does not say. */
  readonly settings: string | undefined;
  /** The version of the announcements that it shows. */
  readonly announced: string;
}

type LiveEvent = keyof typeof LIVE_EVENTS;

const HEARTBEAT_MS = 25_000;
/** A change of settings is often not the only one. */
const LOOK_AGAIN_MS = 100;
/** Whoever reads so slowly begins anew from where they were. */
const MOST_WAITING_BYTES = 1024 * 1024;
/** After a break: so many new messages, and so many older ones as they are now. */
const MOST_MISSED = 200;
const LOOKED_AGAIN = 30;

interface Page extends VisitorReader {
  readonly who: Visiting;
  readonly response: ServerResponse;
  readonly deps: AppDeps;
  contactId: string;
  lastSeq: number;
  /** What comes while it catches up; null: it has. */
  held: VisitorHeard[] | null;
  toldConversation: string;
  /** The version of the settings that it has, or was told to get. */
  settings: string;
  /** The same of the announcements. */
  announced: string;
}

/** @param board what everybody on the site is told */
export function createVisitorLive(streams: VisitorStreams, board: AnnouncementBoard): VisitorLive {
  const pages = new Set<Page>();
  const byReader = new WeakMap<VisitorReader, Page>();
  let heartbeat: NodeJS.Timeout | undefined;
  let lookingAgain: NodeJS.Timeout | undefined;
  const delivered = createDeliveredReports();
  const announcing = createAnnouncing(board, pages, {
    frameOf: ({ deps }, data) => frameOf('announcements', data, deps),
    write,
  });

  function tell(page: Page, event: LiveEvent, data: unknown, isPlaced = false): void {
    const id = isPlaced ? `id: ${cursorOf(page.conversationId, page.lastSeq)}\n` : '';
    write(page, `${id}${frameOf(event, data, page.deps)}`);
  }

  function write(page: Page, frame: string | Buffer): void {
    // An ended one is still here until its connection has closed.
    if (!pages.has(page) || page.response.writableEnded) return;
    page.response.write(frame);
    if (page.response.writableLength > MOST_WAITING_BYTES) page.response.destroy();
  }

  function tellMessage(page: Page, view: DeepReadonly<WidgetMessage>, isNew: boolean): void {
    page.lastSeq = Math.max(page.lastSeq, view.seq);
    tell(page, isNew ? 'message' : 'message.updated', view, true);
    if (view.direction === 'out' && view.status === 'sent') delivered.add({ deps: page.deps, who: page.who, messageId: view.id });
  }

  async function hear(page: Page, news: VisitorHeard): Promise<void> {
    if (page.held !== null) {
      page.held.push(news);
      return;
    }
    const { deps } = page;
    if (news.is === 'conversation') {
      page.contactId = news.conversation.contactId;
      const next = news.conversation.mergedInto === null ? news.conversation : await findTheirs(deps, page.who.visitor);
      if (next !== undefined) await tellConversation(page, next);
      return;
    }
    const { message, isNew } = news;
    const [view] = await viewsOf(deps, { id: message.conversationId, contactId: page.contactId }, [message]);
    if (view !== undefined) tellMessage(page, view, isNew);
  }

  async function tellConversation(
    page: Page,
    conversation: Pick<ConversationRecord, 'id' | 'assigneeId'> & { readonly closedAt: unknown },
  ): Promise<void> {
    const view = await conversationView(page.deps, conversation);
    const json = JSON.stringify(view);
    if (json === page.toldConversation) return;
    page.toldConversation = json;
    tell(page, 'conversation', view, true);
  }

  /** What was missed, and older messages as they are now; a conversation that goes on as another is shown from its end. */
  async function catchUp(page: Page, after: LivePlace | undefined): Promise<void> {
    const { deps } = page;
    const conversation = await findTheirs(deps, page.who.visitor);
    if (conversation !== undefined) {
      page.contactId = conversation.contactId;
      if (after !== undefined && page.conversationId === conversation.id) await tellMissed(page, conversation, after);
      else page.lastSeq = conversation.lastSeq;
    }
    for (let held = page.held ?? []; held.length > 0; held = page.held ?? []) {
      page.held = [];
      for (const news of held) {
        page.held = null;
        await hear(page, news);
        page.held = [];
      }
    }
    page.held = null;
  }

  async function tellMissed(page: Page, conversation: ConversationRecord, after: LivePlace): Promise<void> {
    const isSame = after.conversationId === conversation.id;
    const seq = isSame ? after.seq : 0;
    if (!isSame || conversation.lastSeq > seq) await tellConversation(page, conversation);
    const missed = await publicMessages(page.deps.store, conversation.id, { after: seq, limit: MOST_MISSED });
    const older = isSame ? await publicMessages(page.deps.store, conversation.id, { before: seq + 1, limit: LOOKED_AGAIN }) : [];
    page.lastSeq = seq;
    for (const view of await messageViews(page.deps, conversation, older)) tellMessage(page, view, false);
    for (const view of await messageViews(page.deps, conversation, missed)) tellMessage(page, view, true);
    page.lastSeq = Math.max(page.lastSeq, conversation.lastSeq);
  }

  /** Says that pages are still heard, and ends those whose sessions are over. */
  async function beat(): Promise<void> {
    const [first] = pages;
    if (first === undefined) return;
    const open = [...pages];
    const judge = await judgeOpen(first.deps, open.map(({ who }) => who)); // prettier-ignore
    for (const page of open) {
      const judged = judge(page.who);
      if (judged.isOver) {
        finish(page, 'unauthorized');
        continue;
      }
      tellSettings(page, judged.settings);
      page.response.write(': here\n\n');
    }
  }

  function tellSettings(page: Page, version: string): void {
    if (page.settings !== version) tell(page, 'settings', {});
    page.settings = version;
  }

  function lookAfter(): void {
    const [first] = pages;
    beat().catch((error: unknown) => first?.deps.log.error({ err: error }, 'visitors could not be looked after; the next time is soon'));
  }

  function finish(page: Page, code: string): void {
    tell(page, 'over', { code });
    page.response.end();
  }

  function leave(page: Page): void {
    if (!pages.delete(page)) return;
    streams.remove(page);
    page.deps.widget.presence.closed(page.who.visitor.id);
    if (pages.size > 0) return;
    clearInterval(heartbeat);
    heartbeat = undefined;
  }

  return {
    size: () => pages.size,
    async open(deps, who, response, { after, settings, announced }) {
      const keys = visitorKeys(who.visitor);
      const conversation = await findTheirs(deps, who.visitor);
      const { conferenceUrl } = await deps.connectedChannels.settings();
      const latest = settingsView(who.connected, who.settings, deps.now(), conferenceUrl).version;
      const page: Page = {
        who,
        response,
        deps,
        keys,
        channelId: who.connected.id,
        conversationId: conversation?.id ?? null,
        contactId: conversation?.contactId ?? '',
        lastSeq: 0,
        held: [],
        toldConversation: '',
        settings: settings ?? latest,
        announced,
        heard: (news) =>
          hear(page, news).catch((error: unknown) => deps.log.error({ err: error }, 'a visitor could not be shown something')),
      };
      await streams.add(page);
      if (response.destroyed) return streams.remove(page);
      pages.add(page);
      byReader.set(page, page);
      deps.widget.presence.opened({ id: who.visitor.id, conversationId: page.conversationId });
      response.on('close', () => leave(page));
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
      response.write('retry: 1000\n\n');
      tellSettings(page, latest);
      heartbeat ??= setInterval(lookAfter, HEARTBEAT_MS);
      try {
        await Promise.all([catchUp(page, after), announcing.greet(page)]);
      } catch (error) {
        deps.log.error({ err: error }, 'a visitor could not be shown what was missed; their page asks again');
        response.end();
      }
    },
    end(hash, code) {
      for (const page of pages) if (page.who.token.hash === hash) finish(page, code);
    },
    lookAgain() {
      if (pages.size === 0) return;
      lookingAgain ??= setTimeout(() => {
        lookingAgain = undefined;
        lookAfter();
      }, LOOK_AGAIN_MS);
    },
    reaches: (store, commands) => ({
      typing(channelId, keys) {
        for (const page of pagesOf(channelId, keys)) tell(page, 'typing', { on: true, name: null });
      },
      async read(channelId, keys, externalId) {
        const message = await messageByExternalId(store, channelId, externalId);
        if (message === undefined) return;
        await commands({ locks: [], run: ({ tx }) => raiseTeamRead(tx, message.conversationId, message.seq) });
        for (const page of pagesOf(channelId, keys)) tell(page, 'read', { seq: message.seq });
      },
    }),
    close() {
      clearInterval(heartbeat);
      clearTimeout(lookingAgain);
      delivered.close();
      for (const page of pages) page.response.end();
      streams.close();
    },
  };

  function pagesOf(channelId: string, keys: Parameters<VisitorStreams['of']>[1]): readonly Page[] {
    return streams.of(channelId, keys).flatMap((reader) => byReader.get(reader) ?? []);
  }
}

function frameOf(event: LiveEvent, data: unknown, { signMedia }: Pick<AppDeps, 'signMedia'>): string {
  return `event: ${event}\ndata: ${withSignedMedia(JSON.stringify(data), signMedia)}\n\n`;
}
