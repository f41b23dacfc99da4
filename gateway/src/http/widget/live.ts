import type { ServerResponse } from 'node:http';
import type { ReachesVisitors } from '../../channels/channel.ts';
import type { WireEvent } from '../../channels/widget/wire.ts';
import type { VisitorHeard, VisitorReader, VisitorStreams } from '../../events/visitor-streams.ts';
import { withSignedMedia } from '../../media/signing.ts';
import type { ConversationRecord } from '../../store/records.ts';
import { messageByExternalId, publicMessages, tokensLeft } from '../../store/read/visitors.ts';
import { raiseTeamRead } from '../../store/visitors.ts';
import type { AppDeps } from '../deps.ts';
import type { DeepReadonly } from '../route.ts';
import { conversationView, findTheirs, messageViews, viewsOf, visitorKeys } from './conversation.ts';
import { type Visiting, isGood } from './door.ts';
import { type LivePlace, cursorOf } from './live-cursor.ts';
import { say } from './say.ts';
import { settingsOf, settingsView } from './view.ts';
import type { LIVE_EVENTS, WidgetMessage } from './wire.ts';

/** The open pages of visitors. */
export interface VisitorLive {
  /** Answers with the stream: what came after the place, then what happens, until the page leaves. */
  open(deps: AppDeps, who: Visiting, response: ServerResponse, after: LivePlace | undefined): Promise<void>;
  /** Ends the streams of a token that is good for nothing any more. */
  end(hash: string, code: string): void;
  /** How the widget's channel reaches them. */
  readonly reaches: (store: AppDeps['store'], commands: AppDeps['commands']) => ReachesVisitors;
  /** How many pages are open. */
  size(): number;
  close(): void;
}

type LiveEvent = keyof typeof LIVE_EVENTS;

const HEARTBEAT_MS = 25_000;
/** Whoever reads so slowly begins anew from where they were. */
const MOST_WAITING_BYTES = 1024 * 1024;
/** After a break: so many new messages, and so many older ones as they are now. */
const MOST_MISSED = 200;
const LOOKED_AGAIN = 30;
/** What was delivered is told some at a time, behind what is still to be shown. */
const REPORT_MS = 200;
const MOST_REPORTED = 200;

interface Page extends VisitorReader {
  readonly who: Visiting;
  readonly response: ServerResponse;
  readonly deps: AppDeps;
  contactId: string;
  lastSeq: number;
  /** What comes while it catches up; null: it has. */
  held: VisitorHeard[] | null;
  toldConversation: string;
  toldSettings: string;
}

export function createVisitorLive(streams: VisitorStreams): VisitorLive {
  const pages = new Set<Page>();
  const byReader = new WeakMap<VisitorReader, Page>();
  let heartbeat: NodeJS.Timeout | undefined;
  let reporting: NodeJS.Timeout | undefined;
  let reports: { readonly page: Page; readonly messageId: string }[] = [];

  function tell(page: Page, event: LiveEvent, data: unknown, isPlaced = false): void {
    if (!pages.has(page)) return;
    const id = isPlaced ? `id: ${cursorOf(page.conversationId, page.lastSeq)}\n` : '';
    page.response.write(`${id}event: ${event}\ndata: ${withSignedMedia(JSON.stringify(data), page.deps.signMedia)}\n\n`);
    if (page.response.writableLength > MOST_WAITING_BYTES) page.response.destroy();
  }

  function tellMessage(page: Page, view: DeepReadonly<WidgetMessage>, isNew: boolean): void {
    page.lastSeq = Math.max(page.lastSeq, view.seq);
    tell(page, isNew ? 'message' : 'message.updated', view, true);
    if (view.direction === 'out' && view.status === 'sent') reportDelivered(page, view.id);
  }

  function reportDelivered(page: Page, messageId: string): void {
    reports.push({ page, messageId });
    reporting ??= setTimeout(() => {
      reporting = undefined;
      const taken = reports;
      reports = [];
      for (const [, own] of Map.groupBy(taken, ({ page: one }) => one.channelId)) void report(own);
    }, REPORT_MS);
  }

  async function report(own: readonly { readonly page: Page; readonly messageId: string }[]): Promise<void> {
    const [first] = own;
    if (first === undefined) return;
    const ids = [...new Set(own.map((one) => one.messageId))];
    for (let from = 0; from < ids.length; from += MOST_REPORTED) {
      const events = ids
        .slice(from, from + MOST_REPORTED)
        .map((messageId): WireEvent => ({ type: 'status', messageId, state: 'delivered' }));
      const { deps, who } = first.page;
      await say(deps, who, who.visitor, events).catch((error: unknown) =>
        deps.log.error({ err: error }, 'what visitors were shown could not be kept'),
      );
    }
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
    const { store, connectedChannels, now } = first.deps;
    const left = await tokensLeft(store, [...pages].map((page) => page.who.token.hash)); // prettier-ignore
    const channels = await connectedChannels.snapshot();
    const { conferenceUrl } = await connectedChannels.settings();
    const told = new Map<string, string>();
    for (const page of pages) {
      const connected = channels.get(page.channelId);
      const settings = settingsOf(connected);
      const { origin, token, visitor } = page.who;
      const isHere = connected !== undefined && settings?.allowedOrigins.includes(origin) === true;
      if (!isHere || !left.has(token.hash) || !isGood({ token, visitor }, { connected, settings, origin, now: now() })) {
        finish(page, 'unauthorized');
        continue;
      }
      const json = told.get(page.channelId) ?? JSON.stringify(settingsView(connected, settings, now(), conferenceUrl));
      told.set(page.channelId, json);
      if (page.toldSettings !== '' && page.toldSettings !== json) tell(page, 'settings', {});
      page.toldSettings = json;
      page.response.write(': here\n\n');
    }
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
    async open(deps, who, response, after) {
      const keys = visitorKeys(who.visitor);
      const conversation = await findTheirs(deps, who.visitor);
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
        toldSettings: '',
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
      heartbeat ??= setInterval(
        () =>
          void beat().catch((error: unknown) =>
            deps.log.error({ err: error }, 'visitors could not be looked after; the next time is soon'),
          ),
        HEARTBEAT_MS,
      );
      try {
        await catchUp(page, after);
      } catch (error) {
        deps.log.error({ err: error }, 'a visitor could not be shown what was missed; their page asks again');
        response.end();
      }
    },
    end(hash, code) {
      for (const page of pages) if (page.who.token.hash === hash) finish(page, code);
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
      clearTimeout(reporting);
      for (const page of pages) page.response.end();
      streams.close();
    },
  };

  function pagesOf(channelId: string, keys: Parameters<VisitorStreams['of']>[1]): readonly Page[] {
    return streams.of(channelId, keys).flatMap((reader) => byReader.get(reader) ?? []);
  }
}
