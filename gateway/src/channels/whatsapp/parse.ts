import type { InboundEvent } from '../../model/inbound.ts';
import type { RawRequest } from '../channel.ts';
import { accountEvents } from './parse-account.ts';
import { groupEvents } from './parse-group.ts';
import { echoEvents, messageEvents } from './parse-event.ts';
import { statusEvents } from './parse-status.ts';
import { templateEvents } from './parse-template.ts';
import { type Change, changeOf, hashOf, headOfChange, ignored } from './change.ts';
import { field, listField, readJson } from './wire.ts';

const OBJECT = 'whatsapp_business_account';

type Reader = (change: Change) => readonly InboundEvent[];

/** Who reads which field; a field that is not here is ignored, its value kept. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['messages', (change) => [...messageEvents(change), ...statusEvents(change)]],
  ['smb_message_echoes', echoEvents],
  ['message_template_status_update', templateEvents],
  ['message_template_quality_update', templateEvents],
  ['message_template_components_update', templateEvents],
  ['template_category_update', templateEvents],
  ['group_lifecycle_update', groupEvents],
  ['group_participants_update', groupEvents],
  ['group_settings_update', groupEvents],
  ['group_status_update', groupEvents],
]);

/**
 * Every event of a webhook body, in the order of the body: up to 1000 updates of several accounts and people come in one
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview). What is not known is
 * `unsupported` or `ignored`; nothing throws.
 *
 * @returns undefined where the body is no JSON
 */
export function parse(request: RawRequest): readonly InboundEvent[] | undefined {
  const read = readJson(request.body.toString('utf8'));
  if (read.is === 'no_json') return undefined;
  if (read.is === 'too_deep') return [foreign(request.body.toString('latin1'), 'body nested too deep', null)];
  const kind = field(read.json, 'object');
  const entries = listField(read.json, 'entry');
  if ((kind !== undefined && kind !== OBJECT) || (kind === undefined && entries.length === 0)) {
    return [foreign(read.json, 'body of another product', read.json)];
  }
  return entries.flatMap((entry) => listField(entry, 'changes').flatMap((change) => eventsOf(changeOf(entry, change))));
}

function eventsOf(change: Change): readonly InboundEvent[] {
  const found = READERS.get(change.field)?.(change) ?? accountEvents(change);
  return found.length > 0
    ? found
    : [ignored(headOfChange(change, 'ignored'), change.field === '' ? 'change without a field' : change.field)];
}

function foreign(hashed: unknown, what: string, raw: unknown): InboundEvent {
  return ignored({ key: `ignored:#${hashOf(hashed)}`, sentAt: null, account: null, raw }, what);
}
