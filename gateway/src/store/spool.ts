import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Something that is kept on this machine's disk until the database takes it. */
export interface Spooled {
  readonly position: number;
  readonly json: string;
}

/** A queue in a small SQLite file beside the gateway: what `add` has taken survives a power cut. */
export interface Spool {
  /** Returns when it is on the disk. @throws where there is no room, see `MOST_BYTES`, or no disk */
  add(json: string): void;
  /** The oldest ones, in order. */
  oldest(limit: number): readonly Spooled[];
  /** They are in the database now. */
  remove(positions: readonly number[]): void;
  /** It can never be stored: out of the way, and kept for people to look at. */
  setAside(position: number, why: string, now: number): void;
  /** What was set aside after a position, in order. */
  listAside(after: number, limit: number): readonly (Spooled & { readonly why: string; readonly at: number | null })[];
  /** Puts one that was set aside behind all that waits. False where there is no such one. */
  putBack(position: number): boolean;
  /** Forgets what was set aside before a moment. */
  forgetAside(before: number): void;
  readonly isEmpty: boolean;
  readonly length: number;
  close(): void;
}

/** Room for about half a million webhooks; the disk is shared with everything else. */
export const MOST_BYTES = 1024 ** 3;
const PAGE_BYTES = 4096;

/** Opens the spool of a data folder. What an earlier process left in it is still there. */
export function openSpool(dataDir: string, mostBytes = MOST_BYTES): Spool {
  mkdirSync(dataDir, { recursive: true });
  const database = new DatabaseSync(path.join(dataDir, 'spool.db'));
  database.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    PRAGMA max_page_count = ${Math.floor(mostBytes / PAGE_BYTES)};
    create table if not exists "spooled" ("position" integer primary key autoincrement, "json" text not null);
    create table if not exists "setAside" ("position" integer primary key, "json" text not null, "why" text not null, "at" integer)`);
  if (
    !database
      .prepare('pragma table_info("setAside")')
      .all()
      .some((column) => column['name'] === 'at')
  ) {
    database.exec('alter table "setAside" add column "at" integer');
  }
  const insert = database.prepare('insert into "spooled" ("json") values (?)');
  const select = database.prepare('select "position", "json" from "spooled" order by "position" limit ?');
  const drop = database.prepare('delete from "spooled" where "position" in (select "value" from json_each(?))');
  const move = database.prepare(
    'insert or replace into "setAside" ("position", "json", "why", "at") select "position", "json", ?, ? from "spooled" where "position" = ?',
  );
  const aside = database.prepare('select "position", "json", "why", "at" from "setAside" where "position" > ? order by "position" limit ?');
  const back = database.prepare('insert into "spooled" ("json") select "json" from "setAside" where "position" = ?');
  const dropAside = database.prepare('delete from "setAside" where "position" = ?');
  const forget = database.prepare('delete from "setAside" where "at" < ?');
  const count = database.prepare('select count(*) as "rows" from "spooled"');
  let length = Number(count.get()?.['rows'] ?? 0);
  return {
    get isEmpty() {
      return length === 0;
    },
    get length() {
      return length;
    },
    add(json) {
      insert.run(json);
      length++;
    },
    oldest: (limit) => select.all(limit).map((row) => ({ position: Number(row['position']), json: String(row['json']) })),
    remove(positions) {
      length -= Number(drop.run(JSON.stringify(positions)).changes);
    },
    setAside(position, why, now) {
      move.run(why, now, position);
      length -= Number(drop.run(JSON.stringify([position])).changes);
    },
    listAside: (after, limit) =>
      aside.all(after, limit).map((row) => ({
        position: Number(row['position']),
        json: String(row['json']),
        why: String(row['why']),
        at: row['at'] === null ? null : Number(row['at']),
      })),
    putBack(position) {
      database.exec('begin immediate');
      const isThere = back.run(position).changes > 0;
      dropAside.run(position);
      database.exec('commit');
      if (isThere) length++;
      return isThere;
    },
    forgetAside: (before) => void forget.run(before),
    close: () => database.close(),
  };
}
