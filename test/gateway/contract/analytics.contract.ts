import fc from 'fast-check';
import { type Figures, GROUPINGS, type Grouping, type Period } from '../../../gateway/src/model/analytics.ts';
import { summaryView } from '../../../gateway/src/http/summary-view.ts';
import { textMessage } from '../support/inbound.ts';
import type { OpenedStore } from '../support/stores.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.parse('2026-11-18T00:00:00Z');

/** A session as the naive model sees it. The wait and the team of one that is still open are its conversation's. */
interface Session {
  readonly channelId: string;
  readonly teamId: string | null;
  readonly ownerId: string | null;
  readonly openedAt: number;
  readonly askedAt: number | null;
  readonly answeredAt: number | null;
  readonly closedAt: number | null;
  readonly closedBy: string | null;
  readonly closeReason: string | null;
  readonly waits: number;
  readonly waitedMs: number;
  readonly messages: readonly { readonly at: number; readonly direction: 'inbound' | 'outbound'; readonly writer: string | null }[];
}

/** Few and even times, so that edges meet. */
const steps = fc.integer({ min: 0, max: 40 });
const sessions: fc.Arbitrary<Session> = fc
  .record({
    channelId: fc.constantFrom('chn_a', 'chn_b'),
    teamId: fc.constantFrom('tea_a', 'tea_b', null),
    ownerId: fc.constantFrom('mbr_a', 'mbr_b', null),
    opened: fc.integer({ min: 0, max: 216 }),
    toAsk: fc.option(steps, { freq: 9 }),
    toAnswer: fc.option(steps, { freq: 3 }),
    toClose: fc.option(steps),
    closing: fc.constantFrom(
      { closedBy: null, closeReason: 'unanswered' },
      { closedBy: null, closeReason: 'merged' },
      { closedBy: null, closeReason: 'blocked' },
      { closedBy: 'mbr_a', closeReason: 'merged' },
      { closedBy: 'mbr_a', closeReason: 'unanswered' },
      { closedBy: 'mbr_b', closeReason: null },
      { closedBy: null, closeReason: null },
    ),
    waits: fc.integer({ min: 0, max: 3 }),
    messages: fc.array(
      fc.record({
        step: steps,
        direction: fc.constantFrom('inbound', 'outbound'),
        writer: fc.constantFrom('mbr_a', 'mbr_b', null),
      }),
      { maxLength: 4 },
    ),
  })
  .map(({ opened, toAsk, toAnswer, toClose, closing, waits, messages, ...dimensions }) => {
    const at = (step: number) => START + step * 20 * MINUTE;
    const asked = toAsk === null ? null : opened + toAsk;
    const answered = asked === null || toAnswer === null ? null : asked + toAnswer;
    const closed = toClose === null ? null : (answered ?? asked ?? opened) + toClose;
    const times = answered === null ? 0 : waits + 1;
    return {
      ...dimensions,
      openedAt: at(opened),
      askedAt: asked === null ? null : at(asked),
      answeredAt: answered === null ? null : at(answered),
      closedAt: closed === null ? null : at(closed),
      ...(closed === null ? { closedBy: null, closeReason: null } : closing),
      waits: times,
      waitedMs: times * 7 * MINUTE,
      messages: messages.map(({ step, direction, writer }) => ({ at: at(opened + step), direction, writer })),
    };
  });

/** Replaces everything in the store by these sessions. */
async function write(opened: OpenedStore, all: readonly Session[], pattern: Pattern): Promise<void> {
  await opened.run({
    locks: [],
    async run({ tx: { db } }) {
      for (const table of ['messages', 'sessions', 'conversations'] as const) await db.deleteFrom(table).execute();
      for (const [i, session] of all.entries()) {
        const { channelId, teamId, ownerId, openedAt, askedAt, answeredAt, closedAt, closedBy, closeReason, waits, waitedMs } = session;
        const isOpen = closedAt === null;
        const conversationId = `cnv_${i}`;
        const sessionId = `ses_${i}`;
        const conversation = { id: conversationId, sessionId, identityId: `idt_${i}`, channelId };
        const waitingSince = isOpen && answeredAt === null ? askedAt : null;
        // A closed session's team is its own, whatever became of the conversation.
        await db.insertInto('conversations').values({ ...pattern.conversation, ...conversation, waitingSince, teamId: isOpen ? teamId : 'tea_later' }).execute(); // prettier-ignore
        await db
          .insertInto('sessions')
          .values({
            ...{ id: sessionId, conversationId, channelId, number: 1, sourceJson: null, ownersJson: '[]', answers: waits },
            ...{ openedAt, closedAt, closedBy, closeReason, ownerId, waits, waitedMs },
            teamId: isOpen ? null : teamId,
            firstResponseAt: answeredAt,
            firstAskedAt: isOpen && answeredAt === null ? null : askedAt,
            firstAnsweredAt: answeredAt,
          })
          .execute();
        for (const [seq, { at, direction, writer }] of session.messages.entries()) {
          const author =
            direction === 'inbound'
              ? { type: 'contact', id: 'mbr_a' }
              : { type: writer === null ? 'bot' : 'member', id: writer ?? 'mbr_a' };
          const message = { id: `msg_${i}_${seq}`, conversationId, sessionId, channelId, seq, direction, createdAt: at, externalId: null };
          await db.insertInto('messages').values({ ...pattern.message, ...message, authorJson: JSON.stringify(author) }).execute(); // prettier-ignore
          const note = { ...pattern.message, ...message, id: `${message.id}_note`, seq: seq + 100, visibility: 'internal' };
          await db.insertInto('messages').values(note).execute();
        }
      }
    },
  });
}

/** Rows as the gateway writes them, for the columns that do not matter here. */
async function patternOf(opened: OpenedStore) {
  await opened.ingest({ channelId: 'chn_a', body: '{}', events: [textMessage('15550100', 'wamid.1', 'hi')] });
  const { reader } = opened.store;
  return {
    conversation: await reader.selectFrom('conversations').selectAll().executeTakeFirstOrThrow(),
    message: await reader.selectFrom('messages').selectAll().executeTakeFirstOrThrow(),
  };
}
type Pattern = Awaited<ReturnType<typeof patternOf>>;

/** The definitions of docs/analytics.md, word by word. */
function naive(all: readonly Session[], { from, to }: Period, groupBy: Grouping, key: string | null): Figures {
  const isIn = (at: number | null) => at !== null && at >= from && at < to;
  const wasBy = (at: number | null) => at !== null && at < to;
  const keyOf = ({ teamId, ownerId, channelId }: Session) =>
    groupBy === 'team' ? teamId : groupBy === 'member' ? ownerId : groupBy === 'channel' ? channelId : null;
  const counted = all
    .filter(({ closedBy, closeReason }) => !(closedBy === null && (closeReason === 'merged' || closeReason === 'blocked')))
    .filter((session) => keyOf(session) === key);
  const ofPeriod = counted.filter(({ openedAt, closedAt }) => openedAt < to && (closedAt === null || closedAt >= from));
  const finished = ofPeriod.filter(({ closedAt }) => isIn(closedAt));
  const first = ofPeriod.filter(({ answeredAt }) => isIn(answeredAt)).map(({ askedAt, answeredAt }) => (answeredAt ?? 0) - (askedAt ?? 0));
  const handling = finished.map(({ openedAt, closedAt }) => (closedAt ?? 0) - openedAt);
  const written = all.flatMap((session) =>
    session.messages.map((message) => ({
      ...message,
      key: groupBy === 'member' && message.direction === 'outbound' ? message.writer : keyOf(session),
    })),
  );
  const messages = written.filter((message) => isIn(message.at) && message.key === key);
  const waits = finished.reduce((sum, session) => sum + session.waits, 0);
  return {
    opened: counted.filter(({ openedAt }) => isIn(openedAt)).length,
    finished: finished.length,
    active: ofPeriod.length - finished.length,
    answered: ofPeriod.filter(({ answeredAt }) => wasBy(answeredAt)).length,
    unanswered: ofPeriod.filter(({ askedAt, answeredAt }) => wasBy(askedAt) && !wasBy(answeredAt)).length,
    missed: finished.filter(({ closedBy, closeReason }) => closedBy === null && closeReason === 'unanswered').length,
    messagesIn: messages.filter(({ direction }) => direction === 'inbound').length,
    messagesOut: messages.filter(({ direction }) => direction === 'outbound').length,
    firstResponses: first.length,
    firstResponseAverageMs: average(first),
    firstResponseMedianMs: median(first),
    firstResponseP90Ms: p90(first),
    responseAverageMs: waits === 0 ? null : Math.round(finished.reduce((sum, session) => sum + session.waitedMs, 0) / waits),
    handlingAverageMs: average(handling),
    handlingMedianMs: median(handling),
    handlingP90Ms: p90(handling),
  };
}

const average = (all: readonly number[]) => (all.length === 0 ? null : Math.round(all.reduce((sum, one) => sum + one, 0) / all.length));
const inOrder = (all: readonly number[]) => [...all].sort((a, b) => a - b);
function median(all: readonly number[]): number | null {
  const sorted = inOrder(all);
  const half = Math.floor(sorted.length / 2);
  return average(sorted.length % 2 === 1 ? [sorted[half] ?? 0] : sorted.slice(half - 1, half + 1));
}
const p90 = (all: readonly number[]) => inOrder(all)[Math.ceil(all.length * 0.9) - 1] ?? null;

function withoutName<Row extends { readonly key: string | null; readonly name: string | null }>({ key, name: _name, ...figures }: Row) {
  return [key, figures] as const;
}

/** The naive model's groups: those in which anything is, or every hour. */
function naiveGroups(all: readonly Session[], period: Period, groupBy: Grouping): readonly (readonly [string | null, Figures])[] {
  if (groupBy === 'none') return [];
  if (groupBy === 'hour') {
    const first = Math.floor(period.from / HOUR) * HOUR;
    const hours = Array.from({ length: Math.ceil((period.to - first) / HOUR) }, (_, i) => first + i * HOUR);
    return hours.map((hour) => {
      const part = { from: Math.max(hour, period.from), to: Math.min(hour + HOUR, period.to) };
      return [`${new Date(hour).toISOString().slice(0, 19)}+00:00`, naive(all, part, 'hour', null)];
    });
  }
  const keys = { team: ['tea_a', 'tea_b', null], member: ['mbr_a', 'mbr_b', null], channel: ['chn_a', 'chn_b'] }[groupBy];
  const groups = keys.map((key) => [key, naive(all, period, groupBy, key)] as const);
  return groups.filter(([, figures]) => Object.values(figures).some((figure) => figure !== 0 && figure !== null));
}

/** Random sessions are summed up as by a model that goes through all of them for each number; the same on every store. */
export function describeAnalytics(name: string, fresh: () => Promise<OpenedStore>): void {
  it(`${name} sums up random sessions as a model in memory does`, async () => {
    const opened = await fresh();
    const pattern = await patternOf(opened);
    const period = fc
      .record({ from: fc.integer({ min: 0, max: 200 }), length: fc.integer({ min: 1, max: 200 }) })
      .map(({ from, length }) => ({ from: START + from * 20 * MINUTE, to: START + (from + length) * 20 * MINUTE }));
    let busy = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(sessions, { maxLength: 25, size: 'max' }),
        period,
        fc.constantFrom(...GROUPINGS),
        async (all, asked, groupBy) => {
          await write(opened, all, pattern);
          const summary = await summaryView(opened.store, asked, groupBy, 'UTC');
          expect(summary.total).toEqual(naive(all, asked, 'none', null));
          const groups = summary.groups.map(withoutName).filter(([, figures]) => groupBy === 'hour' || isBusy(figures));
          expect(groups).toEqual(naiveGroups(all, asked, groupBy));
          busy += summary.total.firstResponses + summary.total.missed;
        },
      ),
      { numRuns: 100 },
    );
    expect(busy).toBeGreaterThan(50);
  }, 120_000);
}

const isBusy = (figures: object) => Object.values(figures).some((figure) => figure !== 0 && figure !== null);
