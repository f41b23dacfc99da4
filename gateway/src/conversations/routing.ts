import type { Actor } from '../model/events.ts';
import type { ConversationRecord } from '../store/records.ts';
import { loadRotas, takeTurn } from '../store/rotas.ts';
import type { Unit } from '../store/unit.ts';
import { addParticipant, changeOwner } from './acting.ts';

const ROUTER: Actor = { type: 'system', id: null, name: null };

/** Whether nobody has the conversation, so that its team may assign it. */
export function isFree(conversation: ConversationRecord): boolean {
  const hasNobody = conversation.assigneeId === null && conversation.participants.length === 0;
  return hasNobody && conversation.closedAt === null && conversation.handler === 'people';
}

/**
 * Gives a free conversation to whoever's turn it is in its team; it stays free where nobody has room. The team's rota must have been
 * loaded, unless the team assigns by hand.
 */
export function routeLoaded(unit: Unit, conversation: ConversationRecord): void {
  const rota = conversation.teamId === null || !isFree(conversation) ? undefined : unit.rotas.get(conversation.teamId);
  const member = rota === undefined ? undefined : takeTurn(rota);
  if (member === undefined) return;
  addParticipant(unit, conversation, member, 'assign', ROUTER);
  changeOwner(unit, conversation, null, member, ROUTER);
}

/** The same for one conversation, with its team's rota loaded. */
export async function route(unit: Unit, conversation: ConversationRecord): Promise<void> {
  if (conversation.teamId === null || !isFree(conversation)) return;
  await loadRotas(unit, [conversation.teamId]);
  routeLoaded(unit, conversation);
}
