import { DatabaseSync } from 'node:sqlite';

type Changes = Readonly<Record<string, string>>;

/**
 * Fills the SQLite of a gateway that rests up to so many messages: what it wrote itself of each conversation's first message is copied,
 * with all that belongs to it (webhook, event, delivery), into the past. Their texts are then due for search. Every conversation gets the same
 * number; how many messages there are now.
 */
export function storeMessages(file: string, wanted: number): number {
  const database = new DatabaseSync(file);
  const count = (table: string) => Number(database.prepare(`select count(*) as n from "${table}"`).get()?.['n']);
  database.exec('pragma synchronous = off; pragma cache_size = -262144');
  const each = Math.floor((wanted - count('messages')) / count('conversations'));
  const number = `printf('01M000%010d%010d', n."n", c."place")`;
  const columnsOf = (table: string) =>
    database
      .prepare(`select "name" from pragma_table_info('${table}')`)
      .all()
      .map((row) => String(row['name']));
  // SQLite keeps to the order of a cross join: one copy of each conversation's message after the other, as they would have come.
  /** @param from names the row `t` that is copied, beside `c` and `n` */
  const copy = (table: string, from: string, changes: Changes, without: readonly string[] = []) => {
    const columns = columnsOf(table).filter((column) => !without.includes(column));
    const values = columns.map((column) => changes[column] ?? `t."${column}"`);
    database.exec(`insert into "${table}" (${columns.map((column) => `"${column}"`).join(', ')}) select ${values.join(', ')} ${from}`);
  };
  const messages = 'from "copies" n cross join "firsts" c cross join "messages" t on t."id" = c."messageId"';
  const past = (column: string) => `t."${column}" - 86400000 + n."n"`;

  database.exec('begin');
  database.exec(`create temp table "copies" as with recursive "up" ("n") as (select 1 union all select "n" + 1 from "up" where "n" < ${each})
    select "n" from "up"`);
  // Nothing finds a delivery by its event: each of the conversations' first ones is looked for once.
  database.exec(`create temp table "firsts" as
    select f.*, (select d."id" from "deliveries" d where d."eventId" = f."eventId") as "deliveryId" from (select m."id" as "messageId", m."webhookId", c."id" as "conversationId", c."lastSeq", c."eventSeq", row_number() over () as "place",
      (select e."id" from "events" e where e."conversationId" = c."id" and e."type" = 'message.received' limit 1) as "eventId"
    from "conversations" c join "messages" m on m."conversationId" = c."id" and m."seq" = 1) f`);
  copy('webhooks', 'from "copies" n cross join "firsts" c cross join "webhooks" t on t."id" = c."webhookId"', {
    id: `'whk_' || ${number}`,
    receivedAt: past('receivedAt'),
  });
  copy('messages', messages, {
    id: `'msg_' || ${number}`,
    seq: 'c."lastSeq" + n."n"',
    externalId: `t."externalId" || n."n"`,
    webhookId: `'whk_' || ${number}`,
    sentAt: past('sentAt'),
    createdAt: past('createdAt'),
  });
  database.exec(`insert into "searchDue" ("target") select 'msg_' || ${number} from "copies" n cross join "firsts" c`);
  const events = 'from "copies" n cross join "firsts" c cross join "events" t on t."id" = c."eventId"';
  copy('events', events, { id: `'evt_' || ${number}`, conversationSeq: 'c."eventSeq" + n."n"', occurredAt: past('occurredAt') }, [
    'position',
  ]);
  copy(
    'deliveries',
    'from "copies" n cross join "firsts" c cross join "deliveries" t on t."id" = c."deliveryId"',
    {
      eventId: `'evt_' || ${number}`,
      laneSeq: 'c."eventSeq" + n."n"',
      createdAt: past('createdAt'),
      finishedAt: past('finishedAt'),
    },
    ['id'],
  );
  database.exec(`update "conversations" set "lastSeq" = "lastSeq" + ${each}, "eventSeq" = "eventSeq" + ${each}`);
  database.exec('commit');
  const stored = count('messages');
  database.exec('pragma wal_checkpoint(truncate)');
  database.close();
  return stored;
}
