import type { ApiAnswer } from '../calls.ts';
import { textAt } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { invalid, refuse } from './errors.ts';
import { fieldNames, pick } from './page-account.ts';
import type { MessengerState } from './state.ts';
import type { UtilityTemplate } from './wire.ts';

const PAGE_SIZE = 25;

/** The utility templates every sandbox Page has. One still waits for Meta's answer. */
export const SAMPLE_UTILITY_TEMPLATES: readonly UtilityTemplate[] = [
  {
    id: '555050000000001',
    name: 'answer_ready',
    language: 'en_US',
    status: 'APPROVED',
    category: 'UTILITY',
    parameter_format: 'POSITIONAL',
    components: [{ type: 'BODY', text: 'Hello! We have an answer to your question. Reply here and we will continue.' }],
  },
  {
    id: '555050000000002',
    name: 'order_update',
    language: 'en_US',
    status: 'APPROVED',
    category: 'UTILITY',
    parameter_format: 'POSITIONAL',
    components: [
      { type: 'HEADER', format: 'TEXT', text: '{{1}} update', example: { header_text: ['Order'] } },
      { type: 'BODY', text: 'Hi {{1}}, your order {{2}} is on its way.', example: { body_text: [['Ana', 'HB-1042']] } },
      { type: 'BUTTONS', buttons: [{ type: 'POSTBACK', text: 'Where is it?', payload: 'track:{{1}}' }] },
    ],
  },
  {
    id: '555050000000003',
    name: 'pickup_reminder',
    language: 'en_US',
    status: 'APPROVED',
    category: 'UTILITY',
    parameter_format: 'NAMED',
    components: [
      {
        type: 'BODY',
        text: 'Your parcel {{order_id}} waits for you until {{last_day}}.',
        example: {
          body_text_named_params: [
            { param_name: 'order_id', example: 'HB-1042' },
            { param_name: 'last_day', example: 'Friday' },
          ],
        },
      },
      { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Opening hours', url: 'https://books.example/hours' }] },
    ],
  },
  {
    id: '555050000000004',
    name: 'reading_night',
    language: 'en_US',
    status: 'PENDING',
    category: 'UTILITY',
    parameter_format: 'POSITIONAL',
    components: [{ type: 'BODY', text: 'Your seat for the reading night is confirmed.' }],
  },
];

/**
 * `GET /{page}/message_templates`, page by page, by `name`, `status` and `language` where they are asked for.
 * https://developers.facebook.com/docs/graph-api/reference/page/message_templates/
 */
export function listTemplates(state: MessengerState, path: string, fields: JsonObject, trace: string): ApiAnswer {
  const name = textAt(fields, 'name');
  const found = state.templates.filter(
    (template) =>
      (name === undefined || template.name.includes(name)) &&
      (textAt(fields, 'status') ?? template.status) === template.status &&
      (textAt(fields, 'language') ?? template.language) === template.language,
  );
  const start = readCursor(textAt(fields, 'after'));
  const limit = Number(textAt(fields, 'limit') ?? PAGE_SIZE);
  if (start === undefined) return refuse(invalid('Param after is not a valid cursor.'), trace);
  if (!Number.isInteger(limit) || limit < 1) return refuse(invalid('Param limit must be a positive integer.'), trace);
  const end = Math.min(start + limit, found.length);
  const wanted = fieldNames(fields) ?? ['name', 'parameter_format', 'components', 'language', 'status', 'category'];
  const data = found.slice(start, end).map((template) => pick({ ...template }, wanted));
  if (data.length === 0) return { status: 200, body: { data } };
  const cursors = { before: cursorAt(start), after: cursorAt(end) };
  const next = end < found.length ? { next: nextAddress(state, path, fields, cursors.after) } : {};
  return { status: 200, body: { data, paging: { cursors, ...next } } };
}

/** Meta repeats the whole call in `paging.next`, token included. */
function nextAddress(state: MessengerState, path: string, fields: JsonObject, after: string): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (name !== 'after' && typeof value === 'string') query.set(name, value);
  query.set('access_token', state.account.pageAccessToken);
  query.set('after', after);
  return `${state.baseUrl}${path}?${query.toString()}`;
}

function cursorAt(position: number): string {
  return Buffer.from(`t${position}`).toString('base64url');
}

function readCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return 0;
  const position = /^t(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  return position === undefined ? undefined : Number(position);
}
