import { type Content, type InboundMedia, mapAttachments } from '../../model/content.ts';
import type { IdentityKey, InboundEvent, InboundPerson, Source } from '../../model/inbound.ts';
import { madeName } from '../../model/made-name.ts';
import type { RawRequest } from '../channel.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { type VisitorContent, type WireEvent, type WireVisitor, readBody, readEvent } from './wire.ts';

/** A visitor's keys, the stabler first: as the site knows them, and as this browser is known. */
export function keysOf({ id, userId }: Pick<WireVisitor, 'id' | 'userId'>): readonly IdentityKey[] {
  const own: IdentityKey = { kind: 'visitor_id', value: id };
  return userId === undefined ? [own] : [{ kind: 'user_id', value: userId }, own];
}

/** The id of a visitor's message within the channel: no visitor can name another's. Neither part has a dot of its own. */
export function externalIdOf(visitorId: string, clientId: string): string {
  return `${visitorId}.${clientId}`;
}

/** The name a script gave a message; null where it was not written by one. */
export function clientIdOf(externalId: string | null): string | null {
  return externalId?.split('.')[1] ?? null;
}

/** What a request says, one event of ours for each of the wire's. Total over any JSON; `undefined` for what is none. */
export function parse(request: RawRequest): readonly InboundEvent[] | undefined {
  let json: unknown;
  try {
    json = JSON.parse(request.body.toString('utf8'));
  } catch {
    return undefined;
  }
  const { visitor, events } = readBody(json);
  const seen = new Set<string>();
  return events.flatMap((one, index) => {
    const event = inWords(visitor, one, index);
    if (seen.has(event.key)) return [];
    seen.add(event.key);
    return [event];
  });
}

function inWords(visitor: WireVisitor | undefined, json: unknown, index: number): InboundEvent {
  const ignored = (what: string): InboundEvent => {
    return { is: 'ignored', what, key: `ignored.${index}.${fingerprintOf(json)}`, sentAt: null, account: null, raw: null };
  };
  if (visitor === undefined) return ignored('no_visitor');
  const event = readEvent(json);
  if (event === undefined) return ignored('unknown');
  return understood(visitor, event) ?? ignored('identified_without_user');
}

/** Undefined for a visitor of whom it is not said as whom they are known. */
function understood(visitor: WireVisitor, event: WireEvent): InboundEvent | undefined {
  const common = { sentAt: null, account: null, raw: event };
  const from = personOf(visitor);
  switch (event.type) {
    case 'message': {
      const externalId = externalIdOf(visitor.id, event.clientId);
      return {
        ...common,
        is: 'message',
        key: externalId,
        sentAt: event.sentAt ?? null,
        from,
        externalId,
        content: contentOf(event.content, visitor.id),
        ...(event.quoted === undefined ? {} : { quotedExternalId: event.quoted }),
        ...(event.source === undefined ? {} : { source: event.source, ...lineOf(event.source) }),
      };
    }
    case 'status':
      return { ...common, is: 'status', key: `${event.state}.${event.messageId}`, externalId: event.messageId, state: event.state };
    case 'reaction': {
      const { id, target, emoji } = event;
      return { ...common, is: 'reaction', key: `reaction.${visitor.id}.${id}`, from, targetExternalId: target, emoji };
    }
    case 'identified': {
      const { id, userId } = visitor;
      if (userId === undefined) return undefined;
      const text = `The visitor signed in on the site as “${userId}”.`;
      return { ...common, is: 'notice', key: `identified.${id}.${userId}`, from, notice: 'other', text };
    }
  }
}

/** What everybody was told is in nobody's conversation: whoever reads an answer to it must see what it answers. */
function lineOf({ kind, headline }: Source): { readonly line?: string } {
  return kind === 'announcement' && headline !== undefined ? { line: `The visitor answers the announcement “${headline}”.` } : {};
}

function personOf(visitor: WireVisitor): InboundPerson {
  const { id, name = madeName('visitor', id.toUpperCase()), locale } = visitor;
  return { keys: keysOf(visitor), name, ...(locale === undefined ? {} : { locale }) };
}

/** The content with its file named by the upload, and by whose it must be. */
function contentOf(content: VisitorContent, visitorId: string): Content<InboundMedia> {
  return mapAttachments<{ readonly mediaId: string }, InboundMedia>(content, ({ mediaId }) => ({ ref: { upload: mediaId, visitorId } }));
}
