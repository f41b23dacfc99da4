import { Readable } from 'node:stream';
import { type Content, type InboundMedia, fileTypeOf } from '../model/content.ts';
import type { Ids } from '../model/ids.ts';
import type { MediaRules } from '../model/settings.ts';
import { type Intake, takeFile } from '../media/intake.ts';
import type { MediaStorage } from '../media/storage.ts';
import type { RunCommand } from '../conversations/commands.ts';
import type { AttachmentRow } from '../store/schema.ts';
import { addUpload, withdrawUnused } from '../store/uploads.ts';
import type { MailedFile } from './read-mail.ts';
import { uploadSource } from './visitor-uploads.ts';

/** A mail's files as its messages carry them, and what was not taken, each with a sentence that says why. */
export interface TakenFiles {
  readonly contents: readonly Content<InboundMedia>[];
  readonly refused: readonly string[];
  /** Once the messages are stored: drops the files that none of them has, because the same mail came twice at once. */
  settle(): Promise<void>;
}

export interface MailFilesOptions {
  readonly storage: MediaStorage;
  readonly ids: Ids;
  readonly now: () => number;
  readonly run: RunCommand;
  /** What the channel takes; undefined where there is no such channel. */
  readonly rulesOf: (channelId: string) => Promise<MediaRules | undefined>;
}

/** More than anybody sends with a word about them. */
const MOST_FILES = 10;
const GONE: Intake = { is: 'refused', why: 'The channel is not connected any more.' };

/** Takes a mail's files in by the channel's rules, each judged by its bytes. @param key the mail's own */
export async function takeMailFiles(
  files: readonly MailedFile[],
  { channelId, key }: { readonly channelId: string; readonly key: string },
  { storage, ids, now, run, rulesOf }: MailFilesOptions,
): Promise<TakenFiles> {
  const rules = files.length === 0 ? undefined : await rulesOf(channelId);
  const tooMany = files.slice(MOST_FILES).map(({ name, mimeType }) => `${name ?? mimeType} (There are more than ${MOST_FILES} files.)`);
  const refused: string[] = [];
  const rows: AttachmentRow[] = [];
  const owner = `mail:${key}`;
  for (const file of files.slice(0, MOST_FILES)) {
    const name = file.name ?? file.mimeType;
    const taken = rules === undefined ? GONE : await takeFile(Readable.from([file.bytes]), { ...file, name }, { storage, rules });
    if (taken.is === 'refused') {
      refused.push(`${name} (${taken.why})`);
      continue;
    }
    const { storageKey, bytes, mimeType, sha256 } = taken;
    rows.push({
      ...{ id: ids.next('att'), storageKey, bytes, mimeType, sha256, channelId, name: file.name, state: 'stored', createdAt: now() },
      ...{ conversationId: null, messageId: null, attempts: 0, dueAt: null, error: null, sourceJson: uploadSource(owner) },
    });
  }
  if (rows.length > 0) {
    await run({ locks: [], run: async ({ tx }) => void (await Promise.all(rows.map((row) => addUpload(tx, row)))) });
  }
  const rowIds = rows.map(({ id }) => id);
  return {
    contents: rows.map(({ id, mimeType }) => ({ type: fileTypeOf(mimeType), attachment: { ref: { upload: id, visitorId: owner } } })),
    refused: [...refused, ...tooMany],
    settle: async () => {
      if (rowIds.length > 0) await run({ locks: [], run: ({ tx }) => withdrawUnused(tx, rowIds) });
    },
  };
}
