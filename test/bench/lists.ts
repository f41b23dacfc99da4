import { setTimeout as pause } from 'node:timers/promises';
import { openStore } from '../../gateway/src/store/store.ts';
import { countConversations } from '../../gateway/src/store/read/conversation-counts.ts';
import type { ConversationFilter, ConversationSort } from '../../gateway/src/store/read/conversation-filter.ts';
import { countAnew } from '../../gateway/src/store/tallies.ts';
import { listConversations } from '../../gateway/src/store/read/conversations.ts';
import { listMessages } from '../../gateway/src/store/read/messages.ts';
import type { Reads } from '../../gateway/src/store/read/page.ts';
import { STATUSES } from '../../gateway/src/model/status.ts';
import { callApi, NOBODY } from '../support/gateway-api.ts';
import { startGateway } from '../support/gateway-process.ts';
import { percentile } from './figures.ts';
import { type Organisation, seedConversations } from './many-conversations.ts';
import { FIRST_CONVERSATION, SEARCHES, indexAll, search, seedTexts } from './search.ts';

/** How long one question took: half of the times no longer than this, ninety-nine of a hundred no longer than that. */
export interface Timed {
  readonly name: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface ListFigures {
  /** The processor's time for one document that search finds, in microseconds: written after the message it is of, beside ingest. */
  readonly documentUs: number;
  readonly searches: readonly Timed[];
  readonly store: readonly Timed[];
  readonly http: readonly Timed[];
  /** Of a gateway that was started on it and has been asked nothing yet. */
  readonly idleRssMb: number;
}

export interface ListSize {
  /** Conversations; a fifth as many again are closed. */
  readonly open: number;
  readonly messages: number;
  /** How often each question is asked. */
  readonly times: number;
}

const TEAMS = 20;
const MEMBERS_OF_A_TEAM = 5;
const CHANNELS = 10;
const LIMIT = 50;
/** In the conversation that is scrolled through: a tenth of all, and no more than a talk of years has. */
const MOST_IN_FIRST = 10_000;
/** A gateway rests so long before its idle memory is read. */
const IDLE_MS = 5_000;

/** One question: a list, or with no sort the counts, or a page of messages of the longest conversation. */
type Question =
  | { readonly name: string; readonly filter: ConversationFilter; readonly sort?: ConversationSort }
  | { readonly name: string; readonly before: number | null };

/** The newest page, one from the middle and the last one. */
function pagesOf(messages: number): readonly Question[] {
  return [
    { name: 'newest messages', before: null },
    { name: 'messages in the middle', before: Math.floor(messages / 2) },
    { name: 'oldest messages', before: LIMIT + 1 },
  ];
}

/**
 * Lists and counts of so many open conversations and pages of their messages, as a console asks them, first of the store and then over
 * HTTP, and searches.
 */
export async function measureLists({ open, messages, times }: ListSize, seed: number): Promise<ListFigures> {
  const gateway = await startGateway({ from: 'built' });
  const organisation = await organise(gateway);
  await gateway.stop();
  // No clock runs until the gateway does: the store is asked as of now.
  const now = Date.now();
  seedConversations(gateway.databaseFile, open, organisation, now, seed);
  const inFirst = Math.min(MOST_IN_FIRST, messages / 10);
  const documents = seedTexts(gateway.databaseFile, { conversations: open * 1.2, messages, inFirst }, now, seed);
  const questions = [...questionsOf(organisation), ...pagesOf(inFirst)];
  const store = await openStore({ dataDir: gateway.folder, databaseUrl: undefined, now: Date.now });
  if (typeof store === 'string') throw new Error(store);
  await store.committer.register<null, null>({
    name: 'counting of the bench',
    run: async ({ db }, items) => {
      await countAnew(db, now);
      return items;
    },
  })(null);
  const documentUs = await indexAll(store, documents);
  const searches = await timed(SEARCHES.map((q) => ({ name: `search ${q}`, q })), times, ({ q }) => search(store, q)); // prettier-ignore
  const figures = await timed(questions, times, (question) => ask(store, question, now));
  await store.close();
  await gateway.restart();
  await pause(IDLE_MS);
  const idleRssMb = gateway.memory().rssMb;
  // A page further back is asked for with what the page before it gave.
  const asked = questions.filter((question) => !('before' in question) || question.before === null);
  const http = await timed(asked, times, (question) => callApi(gateway, 'GET', pathOf(question)));
  await gateway.stop();
  await gateway.dispose();
  return { store: figures, http, searches, documentUs, idleRssMb };
}

async function organise(gateway: Parameters<typeof callApi>[0]): Promise<Organisation> {
  const made = async (path: string, body: unknown) => (await callApi<{ id: string }>(gateway, 'POST', path, body)).id;
  const channels: string[] = [];
  for (let i = 0; i < CHANNELS; i++) {
    const settings = { channelSecret: String(i).padStart(32, '0'), channelAccessToken: 'made-up', apiBaseUrl: NOBODY };
    channels.push(await made('/channels', { type: 'line', name: `Line ${i}`, settings }));
  }
  const teams: { id: string; members: string[] }[] = [];
  for (let i = 0; i < TEAMS; i++) {
    const members: string[] = [];
    for (let j = 0; j < MEMBERS_OF_A_TEAM; j++) {
      members.push(
        await made('/members', {
          name: `Member ${i} ${j}`,
          email: `member${i}.${j}@example.com`,
          role: i === 0 && j === 0 ? 'admin' : 'agent',
        }),
      );
    }
    const team = { name: `Team ${i}`, mode: i % 2 === 0 ? 'collaboration' : 'grab' };
    const id = await made('/teams', { ...team, members: members.map((memberId) => ({ memberId, role: 'representative' })) });
    teams.push({ id, members });
  }
  return { channels, teams };
}

function questionsOf({ channels, teams }: Organisation): readonly Question[] {
  const [admin = '', agent = ''] = teams[0]?.members ?? [];
  const [grabber = ''] = teams[1]?.members ?? [];
  const teamId = teams[0]?.id ?? '';
  const sorts = ['updated', 'created', 'waiting'] as const;
  const filters: Record<string, ConversationFilter> = {
    none: {},
    'view=all': { view: 'all' },
    'view=joined': { view: 'joined' },
    ...Object.fromEntries(STATUSES.map((status) => [`status=${status}`, { status: [status] }])),
    ...Object.fromEntries((['any', 'none', 'ok', 'soon', 'overdue'] as const).map((waiting) => [`waiting=${waiting}`, { waiting }])),
    channel: { channelId: channels.slice(0, 1) },
    team: { teamId },
    assignee: { assigneeId: agent },
    'assignee=none': { assigneeId: null },
    'all of one team on one channel, overdue': { view: 'all', teamId, channelId: channels.slice(0, 1), status: ['overdue'] },
    'all on a channel nobody writes to': { view: 'all', channelId: ['chn_01JCXW3T5M8ZP4Q7RSV2N6K9AB'] },
    ...asked('agent', agent),
    ...asked('grabber', grabber),
    ...asked('admin', admin),
  };
  const lists = Object.entries(filters).flatMap(([name, filter]) =>
    sorts.map((sort) => ({ name: `list ${name} by ${sort}`, filter, sort })),
  );
  const counted: Record<string, ConversationFilter> = {
    all: {}, team: { teamId }, channel: { view: 'all', channelId: channels.slice(0, 1) }, assignee: { assigneeId: agent },
    admin: { viewer: admin }, agent: { viewer: agent }, grabber: { viewer: grabber },
  }; // prettier-ignore
  return [...lists, ...Object.entries(counted).map(([name, filter]) => ({ name: `counts ${name}`, filter }))];
}

/** What a console asks for one member. */
function asked(who: string, viewer: string): Record<string, ConversationFilter> {
  return {
    [`${who} all`]: { viewer, view: 'all' },
    [`${who} joined`]: { viewer, view: 'joined' },
    [`${who} mine`]: { viewer, view: 'all', assigneeId: viewer },
    [`${who} unread`]: { viewer, view: 'all', unread: true },
    [`${who} closed`]: { viewer, status: ['closed'] },
    ...Object.fromEntries(STATUSES.map((status) => [`${who} all ${status}`, { viewer, view: 'all', status: [status] } as const])),
  };
}

async function ask(reads: Reads, question: Question, now: number): Promise<unknown> {
  if ('before' in question) return listMessages(reads, FIRST_CONVERSATION, undefined, { before: question.before, limit: LIMIT });
  const { filter, sort } = question;
  if (sort === undefined) return countConversations(reads, filter, now);
  return listConversations(reads, filter, now, { sort, after: null, limit: LIMIT });
}

function pathOf(question: Question): string {
  if ('before' in question) return `/conversations/${FIRST_CONVERSATION}/messages?limit=${LIMIT}`;
  const {
    filter: { viewer, ...filter },
    sort,
  } = question;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filter, memberId: viewer, sort })) {
    if (value === undefined) continue;
    query.set(name, value === null ? 'none' : String(value));
  }
  return `/conversations${sort === undefined ? '/counts' : ''}?${query}`;
}

/** In turns, so that what else the machine does hits all of them. The first round warms up. */
async function timed<Q extends { readonly name: string }>(
  questions: readonly Q[],
  times: number,
  answer: (question: Q) => Promise<unknown>,
): Promise<Timed[]> {
  const found = new Map<string, number[]>(questions.map(({ name }) => [name, []]));
  for (let round = 0; round <= times; round++) {
    for (const question of questions) {
      const startedAt = performance.now();
      await answer(question);
      if (round > 0) found.get(question.name)?.push(performance.now() - startedAt);
    }
  }
  return [...found].map(([name, took]) => ({ name, p50Ms: percentile(took, 0.5), p99Ms: percentile(took, 0.99) }));
}
