import { type Fields, field, isFields } from '../wire.ts';

export { type Fields, field, isFields, present } from '../wire.ts';

/** Parameters of a message (https://www.twilio.com/docs/messaging/api/message-resource#create-a-message), without sender and recipient. */
export interface MessageForm {
  readonly Body?: string;
  readonly MediaUrl?: string;
  readonly PersistentAction?: string;
  readonly ContentSid?: string;
  /** JSON of texts by variable. */
  readonly ContentVariables?: string;
}

/** A message that needs a content of this shape first, and the texts that go into its variables. */
export interface ChoiceForm {
  readonly content: ContentDraft;
  readonly variables: Readonly<Record<string, string>>;
}

/** A content to be created (https://www.twilio.com/docs/content/content-api-resources#create-templates), without its name. */
export interface ContentDraft {
  readonly language: 'en';
  readonly variables: Readonly<Record<string, string>>;
  readonly types:
    | { readonly 'twilio/quick-reply': { readonly body: string; readonly actions: readonly QuickReplyAction[] } }
    | { readonly 'twilio/list-picker': { readonly body: string; readonly button: string; readonly items: readonly ListItem[] } };
}

export interface QuickReplyAction {
  readonly type: 'QUICK_REPLY';
  readonly title: string;
  readonly id: string;
}

export interface ListItem {
  readonly item: string;
  readonly id: string;
  readonly description?: string;
}

/** What a part of ours holds. */
export type SendBody = MessageForm | ChoiceForm;

const FORM_FIELDS = ['Body', 'MediaUrl', 'PersistentAction', 'ContentSid', 'ContentVariables'] as const satisfies (keyof MessageForm)[];

/** A part's message parameters, as pairs for a form; undefined where it has none. */
export function formPairsOf(body: unknown): readonly (readonly [string, string])[] | undefined {
  const pairs = FORM_FIELDS.flatMap((name): [string, string][] => {
    const value = textField(body, name);
    return value === undefined ? [] : [[name, value]];
  });
  return pairs.length === 0 ? undefined : pairs;
}

/** A part's choice; undefined where it is none. `types` and samples are handed on as they are. */
export function choiceFormOf(body: unknown): { readonly content: Fields; readonly variables: Fields } | undefined {
  const content = field(body, 'content');
  const variables = field(body, 'variables');
  return isFields(content) && isFields(variables) && isFields(content['types']) ? { content, variables } : undefined;
}

/** The field if it is a list, else an empty one. */
export function listField(from: unknown, name: string): readonly unknown[] {
  const value = field(from, name);
  return Array.isArray(value) ? value : [];
}

/** The field if it is a text with something in it; a number as its digits, as Twilio writes its codes. */
export function textField(from: unknown, name: string): string | undefined {
  const value = field(from, name);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
