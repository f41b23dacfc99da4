import { DatabaseSync } from 'node:sqlite';
import { seededRandom } from '../support/seeded.ts';

/** What an organisation has, by id. */
export interface Organisation {
  readonly channels: readonly string[];
  readonly teams: readonly { readonly id: string; readonly members: readonly string[] }[];
}

const COLUMNS = [
  'id', 'channelId', 'contactId', 'identityId', 'sessionId', 'sessionNumber', 'teamId', 'assigneeId', 'status', 'statusSince', 'handler',
  'waitingSince', 'waitingMessageId', 'soonAt', 'overdueAt', 'lastSeq', 'eventSeq', 'lastMessageJson', 'clockDueAt', 'customerAt', 'tagsJson',
  'attributesJson', 'closedAt', 'participantsJson', 'isJoined', 'inboundCount', 'createdAt', 'updatedAt',
] as const; // prettier-ignore

const HOUR_MS = 3_600_000;
/** As of an organisation with very many customers: so long that only a few waits come to their next level while lists are timed. */
const SOON_MS = HOUR_MS;
const OVERDUE_MS = 1.7 * HOUR_MS;

const numbered = (prefix: string, i: number) => `${prefix}_01JCXW3T5M8ZP4Q7R${String(i).padStart(9, '0')}`;

/** When the clock has to look at a wait again. */
function nextOf(since: number, now: number): number {
  return [since + SOON_MS, since + OVERDUE_MS].find((at) => at > now) ?? now + 24 * HOUR_MS;
}

/**
 * Fills a gateway's database, while it rests, with conversations as a large organisation has them: in ten of a hundred no team's, half
 * of them owned, half of them waiting, of which some have become overdue; a fifth as many again are closed. One of a hundred was read
 * by each member of its team.
 */
export function seedConversations(file: string, open: number, organisation: Organisation, now: number, seed: number): void {
  const database = new DatabaseSync(file);
  const random = seededRandom(seed);
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
  const insert = database.prepare(
    `insert into conversations (${COLUMNS.join(', ')}) values (${COLUMNS.map((name) => `:${name}`).join(', ')})`,
  );
  const join = database.prepare('insert into participants values (?, ?, ?)');
  const read = database.prepare('insert into reads values (?, ?, ?, ?, ?)');
  database.exec('begin');
  for (let i = 0; i < open * 1.2; i++) {
    const id = numbered('cnv', i);
    const isOpen = i < open;
    const team = random() < 0.1 ? undefined : pick(organisation.teams);
    const owner = team !== undefined && random() < 0.5 ? pick(team.members) : null;
    const isBot = owner === null && random() < 0.2;
    const waited = isOpen && random() < 0.5 ? Math.floor(random() * 3 * SOON_MS) : null;
    const since = waited === null ? null : now - waited;
    const participants = owner === null ? [] : [{ memberId: owner, joinedAt: new Date(now).toISOString(), via: 'join' }];
    const inboundCount = random() < 0.02 ? 0 : 1 + Math.floor(random() * 20);
    insert.run({
      id,
      channelId: pick(organisation.channels),
      contactId: numbered('cnt', i),
      identityId: numbered('idt', i),
      sessionId: numbered('ses', i),
      sessionNumber: 1,
      teamId: team?.id ?? null,
      assigneeId: owner,
      status: !isOpen ? 'closed' : isBot ? 'bot' : since === null ? 'active' : owner === null ? 'rep_needed' : 'pending',
      statusSince: now,
      handler: isBot ? 'bot' : 'people',
      waitingSince: since,
      waitingMessageId: since === null ? null : numbered('msg', i),
      soonAt: since === null ? null : since + SOON_MS,
      overdueAt: since === null ? null : since + OVERDUE_MS,
      lastSeq: inboundCount,
      eventSeq: 4,
      lastMessageJson: JSON.stringify({
        id: numbered('msg', i), seq: inboundCount, direction: 'inbound', visibility: 'public', createdAt: new Date(now).toISOString(),
        author: { type: 'contact', id: numbered('cnt', i), name: `Customer ${i}`, origin: 'gateway' }, summary: `Where is my order ${i}?`,
      }),
      clockDueAt: since === null ? now + 24 * HOUR_MS : nextOf(since, now),
      customerAt: now,
      tagsJson: '[]',
      attributesJson: '{}',
      closedAt: isOpen ? null : now,
      participantsJson: JSON.stringify(participants),
      isJoined: participants.length,
      inboundCount,
      createdAt: now - 24 * HOUR_MS + i,
      updatedAt: now - Math.floor(random() * 24 * HOUR_MS),
    }); // prettier-ignore
    if (owner !== null) join.run(owner, id, isOpen ? 1 : 0);
    if (team !== undefined && random() < 0.01)
      for (const member of team.members) read.run(member, id, inboundCount, inboundCount, isOpen ? 1 : 0);
  }
  database.exec('commit');
  database.close();
}
