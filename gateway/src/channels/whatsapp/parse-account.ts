import type { InboundEvent, InboundHealth } from '../../model/inbound.ts';
import { type Change, headOfChange } from './change.ts';
import { errorEvents } from './parse-event.ts';
import { preferenceEvents, userIdEvents } from './parse-system.ts';
import { asText, field, textField } from './wire.ts';

type Level = InboundHealth['level'];

/** Words of Meta that are worse than news, by field (https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference). */
const LEVELS: ReadonlyMap<string, ReadonlyMap<unknown, Level>> = new Map([
  [
    'account_update',
    new Map<string, Level>([
      ['ACCOUNT_DELETED', 'error'],
      ['ACCOUNT_OFFBOARDED', 'error'],
      ['ACCOUNT_RESTRICTION', 'error'],
      ['ACCOUNT_VIOLATION', 'warning'],
      ['DISABLED_UPDATE', 'error'],
      ['PARTNER_REMOVED', 'error'],
      ['PARTNER_APP_UNINSTALLED', 'error'],
    ]),
  ],
  ['account_review_update', new Map<string, Level>([['REJECTED', 'error']])],
  [
    'account_alerts',
    new Map<string, Level>([
      ['CRITICAL', 'error'],
      ['WARNING', 'warning'],
    ]),
  ],
  ['business_capability_update', new Map()],
  [
    'phone_number_quality_update',
    new Map<string, Level>([
      ['FLAGGED', 'warning'],
      ['DOWNGRADE', 'warning'],
    ]),
  ],
  ['phone_number_name_update', new Map<string, Level>([['REJECTED', 'warning']])],
  ['security', new Map<string, Level>([['PIN_RESET_REQUEST', 'warning']])],
]);

/** What every other field says: of the account, of a customer's wishes and ids, of the platform's faults. Nothing for unknown fields. */
export function accountEvents(change: Change): readonly InboundEvent[] {
  if (change.field === 'user_preferences') return preferenceEvents(change);
  if (change.field === 'user_id_update') return userIdEvents(change);
  const levels = LEVELS.get(change.field);
  return levels === undefined ? errorEvents(change) : [healthEvent(change, levels)];
}

function healthEvent(change: Change, levels: ReadonlyMap<unknown, Level>): InboundEvent {
  const { value } = change;
  const alert = field(value, 'alert_info');
  const word = textField(value, 'event') ?? textField(value, 'decision') ?? textField(alert, 'alert_severity');
  const isReinstated = textField(field(value, 'ban_info'), 'waba_ban_state') === 'REINSTATE';
  const level = isReinstated ? 'info' : (levels.get(word) ?? 'info');
  const what = word === undefined ? change.field : `${change.field}.${word.toLowerCase()}`;
  return { ...headOfChange(change, 'health'), is: 'health', level, what, detail: detailOf(value, alert, word) };
}

/** Meta's sentence where there is one, else its words and values as they are. */
function detailOf(value: unknown, alert: unknown, word: string | undefined): string {
  const sentence = textField(alert, 'alert_description');
  if (sentence !== undefined) return sentence;
  return [word, leaves(value, word).join(', ')].filter(Boolean).join(': ') || 'The account changed.';
}

const MAX_PARTS = 12;

/** Every value with its name, but the word that is told already. */
function leaves(value: unknown, told: string | undefined): readonly string[] {
  if (typeof value !== 'object' || value === null) {
    const leaf = asText(value);
    return leaf === undefined || leaf === told ? [] : [leaf];
  }
  return Object.entries(value)
    .flatMap(([name, child]) => {
      const found = leaves(child, told);
      return Array.isArray(value) || typeof child === 'object' ? found : found.map((leaf) => `${name} ${leaf}`);
    })
    .slice(0, MAX_PARTS);
}
