import { sql } from 'kysely';
import { type BulkInsert, insertMany } from '../../../gateway/src/store/bulk.ts';
import { BATCH_ROWS } from '../../../gateway/src/store/pruning.ts';
import { createPruning } from '../../../gateway/src/store/retention.ts';
import { textMessage } from '../support/inbound.ts';
import type { OpenedStore } from '../support/stores.ts';

const DAY_MS = 24 * 3_600_000;
const NOW = Date.parse('2026-11-20T10:00:00Z');
const PAST = NOW - 500 * DAY_MS;
/** Not a whole number of batches. */
const MANY = 2 * BATCH_ROWS + 7;

type Cell = string | number | null;
const id = (n: number) => String(n).padStart(6, '0');

/** Rows that went by long ago, and behind them three that stay; what stays in front of all of them, where there is such a thing. */
const TABLES: readonly {
  readonly name: BulkInsert['table'];
  readonly columns: readonly string[];
  readonly row: (n: number, at: number) => readonly Cell[];
  readonly first?: readonly Cell[];
}[] = [
  { name: 'webhooks', columns: ['id', 'channelId', 'receivedAt', 'body'], row: (n, at) => [`whk_${id(n)}`, 'chn_1', at, '{}'] },
  {
    name: 'deliveries',
    columns: ['laneId', 'subscriptionId', 'eventId', 'laneSeq', 'state', 'attempts', 'createdAt', 'finishedAt'],
    row: (n, at) => ['lane', 'sub_1', `evt_${id(n)}`, n, 'delivered', 1, at - 1000, at],
    first: ['lane', 'sub_1', 'evt_waits', 0, 'pending', 0, PAST - 2000, null],
  },
  { name: 'claims', columns: ['subscriptionId', 'eventId', 'claimedAt'], row: (n, at) => [`sub_${n % 3}`, `evt_${id(n)}`, at] },
  {
    name: 'earlyReports',
    columns: ['channelId', 'externalId', 'reportJson', 'receivedAt'],
    // Three reports on each message, so that a batch ends in the middle of one's.
    row: (n, at) => ['chn_1', `wamid.${id(Math.floor(n / 3))}`, '{}', at],
    first: ['chn_1', 'wamid', '{}', NOW],
  },
  {
    name: 'audit',
    columns: ['id', 'at', 'actorType', 'action', 'changesJson'],
    row: (n, at) => [`aud_${id(n)}`, at, 'operator', 'tidyUp', '[]'],
  },
  { name: 'visitorTokens', columns: ['hash', 'visitorId', 'channelId', 'origin', 'expiresAt', 'createdAt'], row: (n, at) => [`hash${id(n)}`, `vis_${n}`, 'chn_1', 'https://example.com', at, PAST] }, // prettier-ignore
  { name: 'notificationNews', columns: ['memberId', 'notificationId', 'createdAt'], row: (n, at) => ['mbr_1', `ntf_${id(n)}`, at] },
];

async function fill(opened: OpenedStore): Promise<void> {
  await opened.run({
    locks: [],
    async run({ tx }) {
      for (const { name, columns, row, first } of TABLES) {
        const rows = Array.from({ length: MANY + 3 }, (_, n) => row(n, n < MANY ? PAST + n : NOW));
        await insertMany(tx.db, tx.dialect, { table: name, columns, suffix: '' }, first === undefined ? rows : [first, ...rows]);
      }
    },
  });
}

async function count(opened: OpenedStore, table: string): Promise<number> {
  // What the test itself takes in meanwhile is another channel's.
  const where = table === 'webhooks' ? sql`where "channelId" = 'chn_1'` : sql``;
  const { rows } = await sql<{ n: number }>`select count(*) as "n" from ${sql.table(table)} ${where}`.execute(opened.store.reader);
  return Number(rows[0]?.n);
}

const STAYING = TABLES.map(({ first }) => (first === undefined ? 3 : 4));

/** What is past its time goes a little at a time. */
export function describePruning(open: () => Promise<readonly OpenedStore[]>): void {
  it('removes what is past its time in small transactions, with others’ commits in between', async () => {
    const [opened] = await open();
    if (opened === undefined) throw new Error('no store');
    await fill(opened);
    const counts: number[][] = [];
    const look = async () => void counts.push(await Promise.all(TABLES.map(({ name }) => count(opened, name))));
    await look();
    let rests = 0;
    await createPruning(
      opened.store,
      () => NOW,
    )({
      async rest() {
        await opened.ingest({ channelId: 'chn_2', body: '{}', events: [textMessage('15550100', `wamid.rest.${rests++}`, 'hello')] });
        await look();
      },
    });
    await look();
    expect(counts.at(-1)).toEqual(STAYING);
    const atOnce = counts.slice(1).flatMap((now, i) => now.map((n, table) => (counts[i]?.[table] ?? 0) - n));
    // A message's reports go together.
    expect(Math.max(...atOnce)).toBeLessThan(BATCH_ROWS + 3);
    expect(rests).toBeGreaterThanOrEqual(2 * TABLES.length);
    expect(await opened.store.reader.selectFrom('messages').select('id').execute()).toHaveLength(rests);
  });

  it('leaves the rest for the next time when the gateway stops', async () => {
    const [opened] = await open();
    if (opened === undefined) throw new Error('no store');
    await fill(opened);
    let batches = 0;
    await createPruning(opened.store, () => NOW)({ isStopping: () => batches++ > 1 });
    expect(await count(opened, 'webhooks')).toBe(MANY + 3 - 2 * BATCH_ROWS);
    expect(await count(opened, 'audit')).toBe(MANY + 3);
  });

  it('is shared by several gateways that do it at once', async () => {
    const processes = await open();
    const [first] = processes;
    if (first === undefined) throw new Error('no store');
    await fill(first);
    await Promise.all(processes.map(({ store }) => createPruning(store, () => NOW)()));
    expect(await Promise.all(TABLES.map(({ name }) => count(first, name)))).toEqual(STAYING);
  });
}
