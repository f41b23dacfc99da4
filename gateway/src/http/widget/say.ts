import { SIGNATURE_HEADER, signatureOf } from '../../channels/widget/verify.ts';
import type { WireEvent, WireVisitor } from '../../channels/widget/wire.ts';
import type { VisitorFacts } from '../../model/visitor.ts';
import type { VisitorRow } from '../../store/visitor-rows.ts';
import type { AppDeps } from '../deps.ts';
import { type Problem, problem } from '../problem.ts';
import type { Site } from './door.ts';

/**
 * Brings what a visitor does to where every platform's webhooks go: proven, read, stored once. The problem is one of storing; everything
 * else was judged before.
 */
export async function say(
  { widget }: Pick<AppDeps, 'widget'>,
  { connected, settings }: Site,
  visitor: VisitorRow,
  events: readonly WireEvent[],
): Promise<Problem | undefined> {
  const body = Buffer.from(JSON.stringify({ visitor: wireVisitor(visitor), events }));
  const headers = { [SIGNATURE_HEADER]: signatureOf(body, settings.identitySecret ?? '') };
  const end = await widget.receive(connected.id, { method: 'POST', url: '', query: {}, headers, body });
  return end.is === 'reply' ? undefined : problem(end.status === 503 ? 'unavailable' : 'bad_request', end.detail);
}

function wireVisitor(visitor: VisitorRow): WireVisitor {
  const { name } = factsOf(visitor);
  return {
    id: visitor.id,
    ...(visitor.userId === null ? {} : { userId: visitor.userId }),
    ...(name === undefined ? {} : { name }),
    ...(visitor.locale === null ? {} : { locale: visitor.locale }),
  };
}

/** What the page has told of its visitor. */
export function factsOf({ factsJson }: Pick<VisitorRow, 'factsJson'>): VisitorFacts {
  return factsJson === null ? {} : JSON.parse(factsJson);
}
