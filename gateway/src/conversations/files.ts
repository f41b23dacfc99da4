import { type Attachment, type AttachmentInput, type Content, mapAttachments } from '../model/content.ts';
import { whyNotTaken } from '../media/rules.ts';
import type { MediaRules } from '../model/settings.ts';
import { storedAttachment } from '../store/records.ts';
import type { AttachmentRow } from '../store/schema.ts';
import { findStoredFiles } from '../store/uploads.ts';
import type { Unit } from '../store/unit.ts';
import { type Failure, badField } from './failure.ts';

/** Whether a URL may be asked for a file, with a sentence for whoever gave it. */
export type CheckUrl = (url: string) => { readonly ok: true } | { readonly ok: false; readonly why: string };

/** Where each file of a content stands, in the order of `mapAttachments`. */
function placesOf(content: Content<AttachmentInput>): readonly string[] {
  switch (content.type) {
    case 'card':
      return ['content.image'];
    case 'carousel':
      return content.cards.flatMap((card, index) => (card.image === undefined ? [] : [`content.cards.${index}.image`]));
    default:
      return ['content.attachment'];
  }
}

function filesOf(content: Content<AttachmentInput>): readonly { readonly input: AttachmentInput; readonly path: string }[] {
  const places = placesOf(content);
  const files: { input: AttachmentInput; path: string }[] = [];
  mapAttachments(content, (input) => files.push({ input, path: places[files.length] ?? 'content' }));
  return files;
}

/** The first file whose address cannot be reached. */
export function unreachableFile(content: Content<AttachmentInput>, checkUrl: CheckUrl): Failure | undefined {
  for (const { input, path } of filesOf(content)) {
    if (!('url' in input)) continue;
    const checked = checkUrl(input.url);
    if (!checked.ok) return badField(`${path}.url`, checked.why);
  }
  return undefined;
}

/** Files that were found for a content and can be bound to its message. */
export type FoundFiles = ReadonlyMap<string, AttachmentRow>;

/** Finds the uploads that a content names, or says which is missing, of another kind, or not taken by these rules. */
export async function findFiles(unit: Unit, content: Content<AttachmentInput>, rules: MediaRules): Promise<FoundFiles | Failure> {
  const files = filesOf(content);
  const found = await findStoredFiles(unit.tx, files.flatMap(({ input }) => ('mediaId' in input ? input.mediaId : []))); // prettier-ignore
  for (const { input, path } of files) {
    if (!('mediaId' in input)) continue;
    const row = found.get(input.mediaId);
    if (row === undefined) return badField(`${path}.mediaId`, 'There is no such file. Upload it with POST /media first.');
    const why = whyNotTaken({ mimeType: row.mimeType, bytes: row.bytes ?? 1 }, rules);
    if (why !== undefined) return badField(`${path}.mediaId`, why);
    const kind = KINDS[content.type];
    if (kind !== undefined && !row.mimeType.startsWith(kind)) {
      return badField(`${path}.mediaId`, `This file is ${row.mimeType}, which is no ${content.type}. Send it with the type file.`);
    }
  }
  return found;
}

const KINDS: Readonly<Record<string, string>> = { image: 'image/', video: 'video/', audio: 'audio/' };

/**
 * The content with its files registered for the message and named by our ids.
 *
 * @param areShared the files belong to a canned template, and to no message
 */
export function bindFiles(
  unit: Unit,
  content: Content<AttachmentInput>,
  found: FoundFiles,
  message: { readonly id: string; readonly conversationId: string; readonly channelId: string },
  areShared = false,
): Content<Attachment> {
  return mapAttachments(content, (input) => {
    if ('url' in input) return linkFile(unit, input, content.type, message);
    const row = found.get(input.mediaId);
    if (row === undefined) throw new Error(`the upload ${input.mediaId} was not found before it was bound`);
    // A file that several messages carry belongs to the first of them.
    if (row.messageId === null && !areShared) {
      unit.attachments.push({ ...row, messageId: message.id, conversationId: message.conversationId, channelId: message.channelId });
    } else if (row.conversationId !== null && row.conversationId !== message.conversationId) {
      // It went to several people: erasing one of them must not take it from the others.
      unit.attachments.push({ ...row, conversationId: null });
    }
    return storedAttachment({ id: row.id, name: row.name, mimeType: row.mimeType, bytes: row.bytes, state: 'stored' });
  });
}

/**
 * The content with its files as everybody is shown them who sees it: they belong to no message, and go with nobody's. Or which of them
 * belongs to one already.
 */
export function sharedFiles(unit: Unit, content: Content<AttachmentInput>, found: FoundFiles): Content<Attachment> | Failure {
  for (const { input, path } of filesOf(content)) {
    const isTaken = 'mediaId' in input && (found.get(input.mediaId)?.messageId ?? null) !== null;
    if (isTaken) return badField(`${path}.mediaId`, 'This file belongs to a message. Upload it anew.');
  }
  return mapAttachments(content, (input) => {
    if ('url' in input) return linkedFile(unit.ids.next('att'), input, content.type);
    const row = found.get(input.mediaId);
    if (row === undefined) throw new Error(`the upload ${input.mediaId} was not found before it was shared`);
    return storedAttachment({ id: row.id, name: row.name, mimeType: row.mimeType, bytes: row.bytes, state: 'stored' });
  });
}

/** It is where it is: readers and the platform get the writer's own address. */
function linkedFile(id: string, { url, name }: { readonly url: string; readonly name?: string }, type: Content['type']): Attachment {
  const shown = name ?? lastName(url);
  return { ...storedAttachment({ id, name: shown, mimeType: guessType(shown ?? '', type), bytes: null, state: 'stored' }), url };
}

function linkFile(
  unit: Unit,
  input: { readonly url: string; readonly name?: string },
  type: Content['type'],
  message: { readonly id: string; readonly conversationId: string; readonly channelId: string },
): Attachment {
  const file = linkedFile(unit.ids.next('att'), input, type);
  unit.attachments.push({
    id: file.id,
    conversationId: message.conversationId,
    messageId: message.id,
    channelId: message.channelId,
    state: 'linked',
    name: file.name,
    mimeType: file.mimeType,
    bytes: null,
    sha256: null,
    storageKey: null,
    sourceJson: JSON.stringify({ url: input.url }),
    attempts: 0,
    dueAt: null,
    error: null,
    createdAt: unit.now,
  });
  return file;
}

function lastName(url: string): string | null {
  const last = URL.parse(url)?.pathname.split('/').at(-1) ?? '';
  if (last === '') return null;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  webp: 'image/webp',
  heic: 'image/heic',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  '3gp': 'video/3gpp',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  aac: 'audio/aac',
  amr: 'audio/amr',
  ogg: 'audio/ogg',
  oga: 'audio/ogg',
  wav: 'audio/wav',
  pdf: 'application/pdf',
  txt: 'text/plain',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xls: 'application/vnd.ms-excel',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ppt: 'application/vnd.ms-powerpoint',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
};
const USUAL_TYPES: Readonly<Record<string, string>> = {
  image: 'image/jpeg',
  card: 'image/jpeg',
  carousel: 'image/jpeg',
  sticker: 'image/webp',
  video: 'video/mp4',
  audio: 'audio/mpeg',
};

/** By the name's ending; without a known one, what such a message usually carries. */
function guessType(name: string, type: Content['type']): string {
  const ending = /\.([0-9a-z]{1,5})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return TYPES[ending] ?? USUAL_TYPES[type] ?? 'application/octet-stream';
}
