import { type PlatformTemplate, type TemplateStatus, templateStatusOf } from '../../model/template.ts';
import type { CallIo } from '../channel.ts';
import { listPages } from '../meta/pages.ts';
import { askGraph, type Failed } from './graph.ts';
import { graphUrl, type WhatsappSettings } from './settings.ts';
import { paramsOf, textOfTemplate } from './template-params.ts';
import { field, listField, present, textField } from './wire.ts';

const FIELDS = 'id,name,language,status,category,components,parameter_format,quality_score,rejected_reason';
const PAGE = '100';
/** An account may have 6,000 templates (…/templates/overview); the rest is room for them in several languages. */
const MOST_PAGES = 200;
/** A hundred carousels with their samples are more than the default. */
const MOST_BYTES = 16 * 1024 * 1024;

/**
 * All templates of the account, page by page
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/template-management).
 */
export async function listTemplates(
  settings: WhatsappSettings,
  io: CallIo,
): Promise<{ readonly is: 'listed'; readonly templates: readonly PlatformTemplate[] } | Failed> {
  const urlOf = (after: string | undefined) => {
    const query = { fields: FIELDS, limit: PAGE, ...(after === undefined ? {} : { after }) };
    return graphUrl(settings, [settings.businessAccountId, 'message_templates'], query);
  };
  const listed = await listPages({
    ask: (after) => askGraph({ method: 'GET', url: urlOf(after), maxBytes: MOST_BYTES }, settings, io),
    mostPages: MOST_PAGES,
    entryOf: templateOf,
    unreadable: { is: 'unknown', detail: 'WhatsApp answered with no list of templates.', safeToRepeat: true },
  });
  return 'is' in listed ? listed : { is: 'listed', templates: listed };
}

/** One entry of the list; undefined where it lacks what makes it one. */
export function templateOf(listed: unknown): PlatformTemplate | undefined {
  const externalId = textField(listed, 'id');
  const name = textField(listed, 'name');
  const language = textField(listed, 'language');
  if (externalId === undefined || name === undefined || language === undefined) return undefined;
  const components = listField(listed, 'components');
  const reason = textField(listed, 'rejected_reason');
  return present<PlatformTemplate>({
    externalId,
    name,
    language,
    status: statusOf(textField(listed, 'status')?.toLowerCase()),
    category: textField(listed, 'category')?.toLowerCase() ?? null,
    quality: textField(field(listed, 'quality_score'), 'score')?.toLowerCase() ?? null,
    text: textOfTemplate(components),
    params: paramsOf(components),
    components,
    reason: reason === undefined || reason === 'NONE' ? undefined : reason,
  });
}

/** A flagged or locked template still goes out; a word that is not known yet must not pass for one that does. */
function statusOf(word: string | undefined): TemplateStatus {
  return templateStatusOf(word) ?? (word === 'flagged' || word === 'locked' ? 'approved' : 'pending');
}
