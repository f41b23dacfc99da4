import { type PlatformTemplate, type TemplateStatus, templateStatusOf } from '../../model/template.ts';
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

/**
 * Words of an approval that are not also words of ours
 * (https://www.twilio.com/docs/content/content-api-resources#fetch-an-approval-status-request).
 */
const STATUSES: ReadonlyMap<string, TemplateStatus> = new Map<string, TemplateStatus>([
  ['unsubmitted', 'pending'],
  ['received', 'pending'],
  ['under_review', 'pending'],
]);
const NEVER_SUBMITTED = 'It was never handed in to WhatsApp, and can be sent while the window is open.';

type Listed = { readonly is: 'listed'; readonly templates: readonly PlatformTemplate[] } | Failed;

/**
 * The account's content templates, all pages of them, but for those that are made here for choices. A content that was
 * never handed in to WhatsApp is `pending`: while the window is open it can be sent all the same. Never throws.
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
  const externalId = textField(content, 'sid');
  const name = textField(content, 'friendly_name') ?? textField(approval, 'name');
  const types = field(content, 'types');
  const type = typeShown(types, textField(approval, 'content_type'));
  if (externalId === undefined || type === undefined || name?.startsWith(OWN_CONTENT) === true) return [];
  const definition = field(types, type);
  return [
    {
      externalId,
      name: name ?? externalId,
      language: textField(content, 'language') ?? '',
      ...stateOf(approval),
      category: textField(approval, 'category')?.toLowerCase() ?? null,
      quality: null,
      text: previewOf(definition),
      params: paramsOf(type, definition, field(content, 'variables')),
      components: types,
    },
  ];
}

/** A word that nobody knows yet is not taken for an approval. */
function stateOf(approval: unknown): Pick<PlatformTemplate, 'status' | 'reason'> {
  const word = textField(approval, 'status')?.toLowerCase() ?? 'unsubmitted';
  const status = STATUSES.get(word) ?? templateStatusOf(word) ?? 'pending';
  const said = word === 'unsubmitted' ? NEVER_SUBMITTED : textField(approval, 'rejection_reason');
  return status === 'approved' || said === undefined ? { status } : { status, reason: said };
}
