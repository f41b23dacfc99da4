import { sql } from 'kysely';
import { TURN_TYPES } from '../../model/events.ts';
import { envelopeJson } from '../envelope.ts';
import { type Viewer, isOfSeen } from '../sight.ts';
import { type Page, type Reads, pageOf } from './page.ts';

/** Written as in the index `eventsTurns`: an index of some rows serves only a statement that names the same rows, and not by parameters. */
const IS_TURN = sql<boolean>`"type" in (${sql.raw(TURN_TYPES.map((type) => `'${type}'`).join(', '))})`;

/**
 * What became of a conversation, newest first, before a number of its events.
 *
 * @returns envelopes as JSON, except for the signatures of their files' addresses
 */
export async function listTurns(
  reads: Reads,
  conversationId: string,
  viewer: Viewer,
  page: { readonly before: number | null; readonly limit: number },
): Promise<Page<string, number>> {
  const found = pageOf(await turnsQuery(reads, conversationId, viewer, page).execute(), page.limit, (row) => row.conversationSeq ?? 0);
  return { rows: found.rows.map((row) => envelopeJson(row)), next: found.next };
}

/** Apart, so that a test can ask how the store goes about it. */
export function turnsQuery(
  { reader }: Reads,
  conversationId: string,
  viewer: Viewer,
  { before, limit }: { readonly before: number | null; readonly limit: number },
) {
  const query = reader
    .selectFrom('events')
    .select(['id', 'tx', 'position', 'type', 'occurredAt', 'conversationSeq', 'actorJson', 'dataJson'])
    .where('conversationId', '=', conversationId)
    .where(IS_TURN)
    .where(isOfSeen(viewer, sql.ref('events.conversationId')))
    .orderBy('conversationSeq', 'desc')
    .limit(limit + 1);
  return before === null ? query : query.where('conversationSeq', '<', before);
}
