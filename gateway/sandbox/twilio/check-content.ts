import { at, isObject, listAt, textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { ContentResource } from './wire.ts';

type NewContent = Pick<ContentResource, 'friendly_name' | 'language' | 'variables' | 'types'>;

/**
 * Reads the body of `POST /v1/Content`; a sentence where Twilio refuses it. Limits are those of each type's page:
 * https://www.twilio.com/docs/content/content-types-overview
 */
export function readNewContent(body: unknown): NewContent | string {
  if (!isObject(body)) return 'The request body must be a JSON object';
  const language = textAt(body, 'language') ?? '';
  const types = at(body, 'types');
  const variables = at(body, 'variables') ?? {};
  if (language === '') return 'language is required';
  if (!isObject(types) || Object.keys(types).length === 0) return 'types must contain at least one content type';
  if (!isTexts(variables)) return 'variables must be an object of strings';
  for (const [type, part] of Object.entries(types)) {
    const check = CHECKS[type];
    if (check === undefined) return `types: ${type} is not a content type`;
    const why = isObject(part) ? check(part) : 'must be an object';
    if (why !== undefined) return `types.${type}: ${why}`;
  }
  return { friendly_name: textAt(body, 'friendly_name') ?? '', language, variables, types };
}

/** Whether a value is an object of texts, as `variables` and `ContentVariables` are. */
export function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((inner) => typeof inner === 'string');
}

type Check = (part: JsonObject) => string | undefined;

const CHECKS: Readonly<Record<string, Check>> = {
  'twilio/text': (part) => need(part, 'body', 1600),
  'twilio/media': (part) => (listAt(part, 'media').length < 1 ? 'media is required' : may(part, 'body', 1600)),
  'twilio/location': (part) =>
    at(part, 'latitude') === undefined || at(part, 'longitude') === undefined ? 'a place is required' : undefined,
  // 10 buttons once approved, 3 within a session: https://www.twilio.com/docs/content/twilio-quick-reply
  'twilio/quick-reply': (part) =>
    need(part, 'body', 1024) ?? each(part, 'actions', 10, (action) => need(action, 'title', 20) ?? may(action, 'id', 200)),
  // https://www.twilio.com/docs/content/twiliolist-picker
  'twilio/list-picker': (part) =>
    need(part, 'body', 1024) ??
    need(part, 'button', 20) ??
    each(part, 'items', 10, (item) => need(item, 'item', 24) ?? need(item, 'id', 200) ?? may(item, 'description', 72)),
  'twilio/call-to-action': (part) => need(part, 'body', 1024) ?? each(part, 'actions', 2, (action) => need(action, 'title', 25)),
  'twilio/card': (part) => may(part, 'title', 1024) ?? may(part, 'subtitle', 60),
  'whatsapp/card': (part) => need(part, 'body', 1024) ?? may(part, 'footer', 60) ?? may(part, 'header_text', 60),
  'twilio/carousel': (part) => need(part, 'body', 1024) ?? each(part, 'cards', 10, (card) => need(card, 'body', 160)),
  'twilio/catalog': (part) => need(part, 'body', 1024),
  'twilio/flows': (part) => need(part, 'body', 1024),
  'whatsapp/authentication': () => undefined,
  'whatsapp/flows': (part) => need(part, 'body', 1024),
};

function each(part: JsonObject, key: string, most: number, check: Check): string | undefined {
  const list = listAt(part, key);
  if (list.length < 1 || list.length > most) return `${key} must have 1 to ${most} entries`;
  for (const [index, item] of list.entries()) {
    const why = isObject(item) ? check(item) : 'must be an object';
    if (why !== undefined) return `${key}[${index}].${why}`;
  }
  return undefined;
}

function need(part: JsonObject, key: string, most: number): string | undefined {
  return (textAt(part, key) ?? '') === '' ? `${key} is required` : may(part, key, most);
}

function may(part: JsonObject, key: string, most: number): string | undefined {
  return [...(textAt(part, key) ?? '')].length > most ? `${key} must be at most ${most} characters long` : undefined;
}
