import { paramsOfText } from '../model/fill-template.ts';
import { findLiveChannel } from '../store/channels.ts';
import type { AttachmentRow } from '../store/schema.ts';
import { type TemplateRecord, findCanned, saveTemplate } from '../store/templates.ts';
import type { Unit } from '../store/unit.ts';
import { findStoredFiles } from '../store/uploads.ts';
import { type Failure, badField, failure } from './failure.ts';
import { MOST_CAPTION } from './templates.ts';

/** What a canned template is made of. */
export interface Canned {
  readonly name: string;
  readonly language: string;
  readonly text: string;
  /** A file uploaded before. */
  readonly mediaId: string | null;
  /** The only channels where it may be used; empty: all. */
  readonly channelIds: readonly string[];
}

export interface KeptCanned {
  readonly record: TemplateRecord;
  readonly file: AttachmentRow | null;
}

/**
 * Makes a canned template, or changes one, with its parameters read from its text. Or says what is wrong with it.
 *
 * @param before the one that is changed
 */
export async function keepCanned(unit: Unit, canned: Canned, before: TemplateRecord | undefined): Promise<KeptCanned | Failure> {
  const { name, language, text, channelIds } = canned;
  const params = paramsOfText(text);
  if (typeof params === 'string') return badField('text', params);
  const file = canned.mediaId === null ? null : await findFile(unit, canned.mediaId, before);
  if (file !== null && 'code' in file) return file;
  if (file === null && text.trim() === '') return badField('text', 'A template needs a text or a file.');
  if (file !== null && text.length > MOST_CAPTION)
    return badField('text', `With a file the text can have at most ${MOST_CAPTION} characters.`);
  for (const [index, id] of channelIds.entries()) {
    const isKept = before?.channelIds.includes(id) === true;
    if (!isKept && (await findLiveChannel(unit.tx, id)) === undefined) return badField(`channelIds.${index}`, 'There is no such channel.');
  }
  const taken = await findCanned(unit.tx, name, language);
  if (taken !== undefined && taken.id !== before?.id) {
    return failure('already_exists', `There is a canned template “${name}” in ${language} already: ${taken.id}.`);
  }
  const record: TemplateRecord = {
    id: before?.id ?? unit.ids.next('tpl'),
    kind: 'canned',
    channelId: null,
    channelIds,
    externalId: null,
    name,
    language,
    status: 'approved',
    category: null,
    quality: null,
    reason: null,
    text,
    params,
    attachmentId: file?.id ?? null,
    components: null,
    learnedAt: unit.now,
    createdAt: before?.createdAt ?? unit.now,
    updatedAt: unit.now,
  };
  await saveTemplate(unit.tx, record);
  return { record, file };
}

/** A file that a message carries goes when its message goes. */
async function findFile(unit: Unit, mediaId: string, before: TemplateRecord | undefined): Promise<AttachmentRow | Failure> {
  const row = (await findStoredFiles(unit.tx, [mediaId])).get(mediaId);
  if (row === undefined) return badField('attachment.mediaId', 'There is no such file. Upload it with POST /media first.');
  if (row.messageId === null || before?.attachmentId === mediaId) return row;
  return badField('attachment.mediaId', 'This file belongs to a message. Upload it anew for the template.');
}
