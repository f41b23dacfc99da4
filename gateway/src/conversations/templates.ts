import { type AttachmentInput, type Content, fileTypeOf } from '../model/content.ts';
import { toldName } from '../model/made-name.ts';
import { type BuiltInValues, type ParamFault, fillText, paramFaults, previewOf } from '../model/fill-template.ts';
import type { ContactRecord } from '../store/records.ts';
import type { MemberRow } from '../store/schema.ts';
import type { TemplateRecord } from '../store/templates.ts';
import type { Unit } from '../store/unit.ts';
import { findStoredFiles } from '../store/uploads.ts';
import { type Failure, badField, badFields, isFailure } from './failure.ts';
import { findNamedTemplate } from './find-template.ts';
import type { Draft, TemplateContent, Writable } from './send-message.ts';

/** A filled text has the limits of a written one, see the API's content schema. Characters. */
const MOST_TEXT = 40_000;
export const MOST_CAPTION = 4000;

/** A draft's contents with their templates looked up. */
export interface Resolved {
  readonly content: Writable;
  readonly fallback: TemplateContent | null;
  /** The canned template that `content` was. */
  readonly cannedId: string | null;
}

/** Whom a canned template may name. */
export interface Named {
  readonly contact: ContactRecord | undefined;
  readonly member: MemberRow | null;
}

/** Where in the request a template is named. */
export type TemplatePlace = 'content' | 'fallback';

/**
 * Looks up the templates that a draft names, checks their parameters and fills canned ones. A canned template becomes what the
 * customer sees; a platform's known one gets its id and a preview; a name that is not known here stays as it is given.
 */
export async function resolveTemplates(
  unit: Unit,
  channelId: string,
  draft: Pick<Draft, 'content' | 'fallback'>,
  named: Named,
): Promise<Resolved | Failure> {
  const fallback = draft.fallback === null ? null : await resolveFallback(unit, channelId, draft.fallback);
  if (fallback !== null && isFailure(fallback)) return fallback;
  if (draft.content.type !== 'template') return { content: draft.content, fallback, cannedId: null };
  const record = await findNamedTemplate(unit, channelId, draft.content, 'content');
  if (record === undefined) return { content: draft.content, fallback, cannedId: null };
  if (isFailure(record)) return record;
  const isCanned = record.kind === 'canned';
  const content = isCanned ? await fillCanned(unit, record, draft.content, named) : checkedContent(record, draft.content, 'content');
  return isFailure(content) ? content : { content, fallback, cannedId: isCanned ? record.id : null };
}

async function resolveFallback(unit: Unit, channelId: string, fallback: TemplateContent): Promise<TemplateContent | Failure> {
  const record = await findNamedTemplate(unit, channelId, fallback, 'fallback');
  if (record === undefined) return fallback;
  return isFailure(record) ? record : checkedContent(record, fallback, 'fallback');
}

/** A platform's template with all that is known of it, or which of its parameters are wrong. */
function checkedContent(record: TemplateRecord, given: TemplateContent, place: TemplatePlace): TemplateContent | Failure {
  const faults = failureOf(paramFaults(record, given.params), place);
  if (faults !== undefined) return faults;
  const { rendered: _rendered, ...rest } = given;
  const rendered = record.text === '' ? given.rendered : previewOf(record.text, given.params);
  return {
    ...rest,
    templateId: record.id,
    name: record.name,
    // Where the platform has no languages (WeChat), the writer's word stays.
    language: record.language === '' ? given.language : record.language,
    ...(rendered === undefined ? {} : { rendered }),
  };
}

/** A canned template as the message that the customer sees. */
async function fillCanned(unit: Unit, record: TemplateRecord, given: TemplateContent, named: Named): Promise<Writable | Failure> {
  const faults = failureOf(paramFaults(record, given.params), 'content');
  if (faults !== undefined) return faults;
  const filled = fillText(record.text, given.params, builtInValues(named));
  if (typeof filled !== 'string') return failureOf(filled, 'content') ?? badField('content', 'The template cannot be filled.');
  const most = record.attachmentId === null ? MOST_TEXT : MOST_CAPTION;
  if (filled.length > most) return badField('content.params', `Filled like this the text has more than ${most} characters.`);
  if (record.attachmentId !== null) return withFile(unit, record, record.attachmentId, filled);
  return filled.trim() === '' ? badField('content.params', 'Filled like this the text is empty.') : { type: 'text', text: filled };
}

async function withFile(unit: Unit, record: TemplateRecord, mediaId: string, caption: string): Promise<Writable | Failure> {
  const row = (await findStoredFiles(unit.tx, [mediaId])).get(mediaId);
  if (row === undefined) return badField('content', `The file of the template “${record.name}” is gone. Give the template another one.`);
  const file: Content<AttachmentInput> = { type: fileTypeOf(row.mimeType), attachment: { mediaId } };
  return caption.trim() === '' ? file : { ...file, caption };
}

function builtInValues({ contact, member }: Named): BuiltInValues {
  return {
    'contact.name': toldName(contact?.name),
    'contact.phone': contact?.phone ?? null,
    'contact.email': contact?.email ?? null,
    'member.name': member?.name ?? null,
  };
}

function failureOf(faults: readonly ParamFault[], place: TemplatePlace): Failure | undefined {
  const [first, ...more] = faults.map(({ name, message }) => ({ path: `${place}.params.${name}`, message }));
  return first === undefined ? undefined : badFields(first, ...more);
}
