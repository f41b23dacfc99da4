import { DatabaseSync } from 'node:sqlite';
import type { Stage } from '../browser/support/stage.ts';
import type { ConsoleSize } from './console.ts';
import { seedConversations } from './many-conversations.ts';

/** Under which names `many-conversations.ts` makes them. */
const numbered = (prefix: string, i: number) => `${prefix}_01JCXW3T5M8ZP4Q7R${String(i).padStart(9, '0')}`;
/** The one with the long thread. */
export const FIRST_CONVERSATION = numbered('cnv', 0);

/** Conversations with their people, of which the first has a long thread. */
export async function fillConsole(
  { gateway, channels, members }: Stage,
  { conversations, messages }: Pick<ConsoleSize, 'conversations' | 'messages'>,
  seed: number,
): Promise<void> {
  await gateway.stop();
  const now = Date.now();
  const organisation = { channels: [channels.whatsapp, channels.line], teams: [{ id: 'tea_none', members: [members.Mia] }] };
  seedConversations(gateway.databaseFile, conversations, organisation, now, seed);
  const database = new DatabaseSync(gateway.databaseFile);
  database.exec('begin');
  // The team is only a name of the generator's.
  database.exec(`update conversations set teamId = null where teamId = 'tea_none'`);
  const contact = database.prepare(
    `insert into contacts (id, name, tagsJson, attributesJson, optedOut, createdAt, updatedAt) values (?, ?, '[]', '{}', 0, ?, ?)`,
  );
  for (let i = 0; i < conversations * 1.2; i++) contact.run(numbered('cnt', i), `Customer ${i}`, now, now);
  const message = database.prepare(
    `insert into messages (id, conversationId, sessionId, channelId, seq, direction, visibility, authorJson, contentType, contentJson, sentAt, createdAt, deliveryState, deliveryJson)
     values (?, ?, ?, ?, ?, ?, 'public', ?, 'text', ?, ?, ?, ?, ?)`,
  );
  for (let seq = 1; seq <= messages; seq++) {
    const isTheirs = seq % 3 !== 0;
    const at = now - (messages - seq) * 60_000;
    const author = isTheirs
      ? { type: 'contact', id: numbered('cnt', 0), name: 'Customer 0', origin: 'gateway' }
      : { type: 'member', id: members.Mia, name: 'Mia', origin: 'gateway' };
    const text = `Line ${seq}: ${'is the harbour atlas still there? '.repeat(1 + (seq % 7))}`;
    const delivery = isTheirs ? null : JSON.stringify({ state: 'read', sentAs: 'message', losses: [] });
    message.run(
      numbered('msg', 1_000_000 + seq), numbered('cnv', 0), numbered('ses', 0), channels.whatsapp, seq, isTheirs ? 'inbound' : 'outbound',
      JSON.stringify(author), JSON.stringify({ type: 'text', text }), at, at, isTheirs ? null : 'read', delivery,
    ); // prettier-ignore
  }
  database.prepare('update conversations set lastSeq = ?, updatedAt = ? where id = ?').run(messages, now, numbered('cnv', 0));
  database.exec('commit');
  database.close();
  await gateway.restart();
}
