import { DatabaseSync } from 'node:sqlite';
import { searchIndexing } from '../../gateway/src/store/search-index.ts';
import { listConversations } from '../../gateway/src/store/read/conversations.ts';
import type { Store } from '../../gateway/src/store/store.ts';
import { seededRandom } from '../support/seeded.ts';

/** What people look for: a number, a name and part of one, a word that many use and one that few do, two at once, Chinese, two letters. */
export const SEARCHES = ['4711', 'lovelace', 'grace hop', 'order', 'refund tomorrow', '订单', '发货 4', 'an', 'zzz'] as const;

const WORDS =
  'where is my order please the delivery has not come yet could you send me a refund invoice number thanks hello good morning hotel price room tomorrow 订单 什么时候 发货 谢谢 你好'.split(
    ' ',
  );
const NAMES = 'Ada Lovelace,Grace Hopper,Alan Turing,Annie Easley,李小龙,Mary Jackson,Hedy Lamarr,王芳,Ann Smith,Jean Bartik'.split(',');

/** How many messages are seeded: so many in the first conversation, the others in equal shares. */
export interface SeededTexts {
  readonly conversations: number;
  readonly messages: number;
  readonly inFirst: number;
}

/** The conversation that has the most messages. */
export const FIRST_CONVERSATION = numbered('cnv', 0);

/** Gives the seeded conversations people with names and telephone numbers, and messages, to be found; how many documents that makes. */
export function seedTexts(file: string, { conversations, messages, inFirst }: SeededTexts, now: number, seed: number): number {
  const database = new DatabaseSync(file);
  const random = seededRandom(seed);
  const pick = (items: readonly string[]) => items[Math.floor(random() * items.length)] ?? '';
  const person = database.prepare(
    `insert into contacts (id, name, phone, "tagsJson", "attributesJson", "optedOut", "createdAt", "updatedAt") values (?, ?, ?, '[]', '{}', 0, ?, ?)`,
  );
  const message = database.prepare(
    `insert into messages (id, "conversationId", "sessionId", "channelId", seq, direction, visibility, "authorJson", "contentType", "contentJson", "sentAt", "createdAt")
     values (?, ?, 'ses_1', 'chn_1', ?, 'inbound', 'public', '{}', 'text', ?, ?, ?)`,
  );
  const countOf = (i: number) => (i === 0 ? inFirst : shareOf(messages - inFirst, conversations - 1, i - 1));
  let written = 0;
  database.exec('begin');
  for (let i = 0; i < conversations; i++) {
    person.run(numbered('cnt', i), `${pick(NAMES)} ${i % 977}`, `+1555${String(i).padStart(7, '0')}`, now, now);
    for (let j = 0; j < countOf(i); j++) {
      const text = Array.from({ length: 4 + Math.floor(random() * 9) }, () => pick(WORDS)).join(' ');
      const contentJson = JSON.stringify({ type: 'text', text: `${text} ${Math.floor(random() * 100_000)}` });
      message.run(numbered('msg', written++), numbered('cnv', i), j + 1, contentJson, now, now);
    }
  }
  database.exec('insert into "searchDue" ("target") select id from contacts union all select id from messages');
  database.exec('commit');
  database.close();
  return conversations + written;
}

/** How many of all the one with this number gets when so many share them as equally as they can. */
function shareOf(all: number, sharers: number, index: number): number {
  return Math.floor(((index + 1) * all) / sharers) - Math.floor((index * all) / sharers);
}

function numbered(prefix: string, i: number): string {
  return `${prefix}_01JCXW3T5M8ZP4Q7R${String(i).padStart(9, '0')}`;
}

/** Writes all documents that are due; the processor's time for each, in microseconds. */
export async function indexAll(store: Store, documents: number): Promise<number> {
  const write = store.committer.register(searchIndexing(128));
  const before = process.cpuUsage();
  while ((await write(null)) > 0);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / documents;
}

/** The first page of what is found. */
export async function search(store: Store, q: string): Promise<number> {
  const page = await listConversations(store, { q }, Date.now(), { sort: 'updated', after: null, limit: 50 });
  return page.rows.length;
}
