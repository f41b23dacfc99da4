import { sql } from 'kysely';
import { anyOf } from './any-of.ts';
import type { Tx } from './committer.ts';
import { databaseNow } from './dialect.ts';
import type { Store } from './store.ts';

/*
 * Which gateway sends for a channel, on a PostgreSQL that several share. One at a time, so that its platform's rate is counted in one
 * place. Times are the database's: gateways' clocks may differ by more than a lease.
 */

/** A dead gateway's channels are free after this. With the looks of `HoldingsOptions.everyMs` in between, somebody has them within 10 s. */
export const HOLDING_MS = 8_000;

/** A channel that this process sends for. */
export interface Holding {
  readonly channelId: string;
  /** Which hand of the channel's it is. */
  readonly epoch: number;
}

const NOW = databaseNow('postgres');

/** Keeps what is held for another `HOLDING_MS`. What ran out is not kept, though nobody may have taken it: its epoch must change. */
export async function renewHoldings(store: Store, holder: string): Promise<readonly Holding[]> {
  const { rows } = await sql<Holding>`
    update "channelHoldings" set "until" = ${NOW} + ${HOLDING_MS} where "holder" = ${holder} and "until" > ${NOW}
    returning "channelId", "epoch"`.execute(store.reader);
  return rows;
}

/** Takes every channel that nobody holds. */
export async function takeHoldings(store: Store, holder: string): Promise<readonly Holding[]> {
  const { rows } = await sql<Holding>`
    insert into "channelHoldings" ("channelId", "holder", "epoch", "until")
    select "id", ${holder}::text, 1, ${NOW} + ${HOLDING_MS} from "channels"
      where not exists (select 1 from "channelHoldings" as "one" where "one"."channelId" = "channels"."id" and "one"."until" > ${NOW})
    order by "id"
    on conflict ("channelId") do update
      set "holder" = excluded."holder", "epoch" = "channelHoldings"."epoch" + 1, "until" = excluded."until"
      where "channelHoldings"."until" <= ${NOW}
    returning "channelId", "epoch"`.execute(store.reader);
  return rows;
}

/** Gives everything back, so that another gateway need not wait for the end of the lease. */
export async function releaseHoldings(store: Store, holder: string): Promise<void> {
  await sql`update "channelHoldings" set "until" = 0 where "holder" = ${holder} and "until" > ${NOW}`.execute(store.reader);
}

/** Of these, the channels that are still in this hand. They stay in it until the transaction has ended. */
export async function stillHolding(tx: Tx, holder: string, holdings: readonly Holding[]): Promise<ReadonlySet<string>> {
  const ids = holdings.map((one) => one.channelId);
  const { rows } = await sql<Holding>`
    select "channelId", "epoch" from "channelHoldings"
    where "holder" = ${holder} and "until" > ${NOW} and ${anyOf(tx.dialect, 'channelId', ids)}
    order by "channelId" for share`.execute(tx.db);
  const epochs = new Map(rows.map((row) => [row.channelId, row.epoch]));
  return new Set(holdings.filter((one) => epochs.get(one.channelId) === one.epoch).map((one) => one.channelId));
}
