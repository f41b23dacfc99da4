import type { PlatformTemplate, TemplateStatus } from '../../model/template.ts';
import type { CallIo } from '../channel.ts';
import { callTwilio, type Failed, failureOf, isFailed, isGood } from './call.ts';
import { OWN_CONTENT } from './choice-content.ts';
import { type TwilioSettings, twilioUrl } from './settings.ts';
import { paramsOf, previewOf, typeShown } from './template-text.ts';
import { field, listField, textField } from './wire.ts';

const PAGE_SIZE = '200';
const MAX_PAGE_BYTES = 8 * 1024 * 1024;
/** WhatsApp lets an account have 6,000 approved templates (https://www.twilio.com/docs/content/content-api-resources). */
const MAX_PAGES = 100;

/** Words of an approval (https://www.twilio.com/docs/content/content-api-resources#fetch-an-approval-status-request). */
const STATUSES: ReadonlyMap<string, TemplateStatus> = new Map<string, TemplateStatus>([
  ['approved', 'approved'],
  ['received', 'pending'],
  ['pending', 'pending'],
  ['under_review', 'pending'],
  ['rejected', 'rejected'],
  ['paused', 'paused'],
  ['disabled', 'disabled'],
]);

type Listed = { readonly is: 'listed'; readonly templates: readonly PlatformTemplate[] } | Failed;

/**
 * The account's content templates that were handed in to WhatsApp, all pages of them. A content that was never handed in
 * cannot open a conversation, and is left out. Never throws.
 */
export async function listTemplates(settings: TwilioSettings, io: CallIo): Promise<Listed> {
  const templates = new Map<string, PlatformTemplate>();
  let query: string | undefined = `PageSize=${PAGE_SIZE}`;
  for (let page = 0; query !== undefined && page < MAX_PAGES; page++) {
    const url = twilioUrl(settings, 'content', ['v1', 'ContentAndApprovals'], query);
    const answer = await callTwilio({ url, maxBytes: MAX_PAGE_BYTES }, settings, io);
    if (isFailed(answer)) return answer;
    if (!isGood(answer) || !Array.isArray(field(answer.json, 'contents'))) return failureOf(answer, settings, io.now());
    for (const template of listField(answer.json, 'contents').flatMap(templateOf)) templates.set(template.externalId, template);
    query = nextQuery(answer.json, query);
  }
  return { is: 'listed', templates: [...templates.values()] };
}

/** Of the next page's address only the query is taken: the credentials go to no host that an answer names. */
export function nextQuery(json: unknown, current: string): string | undefined {
  const next = textField(field(json, 'meta'), 'next_page_url');
  const start = next?.indexOf('?') ?? -1;
  const query = next === undefined || start === -1 ? undefined : next.slice(start + 1);
  return query === '' || query === current ? undefined : query;
}

function templateOf(content: unknown): readonly PlatformTemplate[] {
  const approvals = field(content, 'approval_requests');
  const approval = field(approvals, 'whatsapp') ?? approvals;
  const status = STATUSES.get(textField(approval, 'status')?.toLowerCase() ?? '');
  const externalId = textField(content, 'sid');
  const name = textField(content, 'friendly_name') ?? textField(approval, 'name');
  const types = field(content, 'types');
  const type = typeShown(types, textField(approval, 'content_type'));
  if (status === undefined || externalId === undefined || type === undefined || name?.startsWith(OWN_CONTENT) === true) return [];
  const definition = field(types, type);
  return [
    {
      externalId,
      name: name ?? externalId,
      language: textField(content, 'language') ?? 'en',
      status,
      category: textField(approval, 'category')?.toLowerCase() ?? null,
      quality: null,
      text: previewOf(definition),
      params: paramsOf(type, definition, field(content, 'variables')),
      components: types,
    },
  ];
}
