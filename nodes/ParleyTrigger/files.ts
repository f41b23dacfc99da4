import type { IBinaryKeyData, IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import type { Attachment, Message } from '../Parley/shared/wire';

/** The gateway fetches files from the platform after the message has come: usually within a second or two. */
const MAX_TRIES = 8;
const LONGEST_PAUSE_MS = 5_000;
const MEGABYTE = 1024 * 1024;

/** What became of one file: the binary field it is in, or why it is in none. */
type Fetched = { readonly field: string; readonly name: string } | { readonly name: string; readonly error: string };

/**
 * The item with the files of its messages as binary data. A file that cannot be had does not hold up the message: `files` says why.
 * No key is sent: the addresses are signed.
 */
export async function withFiles(context: IExecuteFunctions, item: INodeExecutionData): Promise<INodeExecutionData> {
  const attachments = messagesOf(item.json).flatMap(({ content }) =>
    'attachment' in content && content.attachment ? [content.attachment] : [],
  );
  if (attachments.length === 0) return item;
  const property = String(context.getNodeParameter('options.binaryProperty', 0, 'data')) || 'data';
  const maxBytes = Number(context.getNodeParameter('options.maxFileMegabytes', 0, 20)) * MEGABYTE;
  const binary: IBinaryKeyData = { ...item.binary };
  const files: Fetched[] = [];
  for (const [index, attachment] of attachments.entries()) {
    const field = index === 0 ? property : `${property}_${index}`;
    const name = attachment.name ?? attachment.id;
    const fetched = await fetchFile(context, attachment, maxBytes);
    if ('error' in fetched) {
      files.push({ name, error: fetched.error });
      continue;
    }
    binary[field] = await context.helpers.prepareBinaryData(fetched.content, attachment.name ?? undefined, attachment.mimeType);
    files.push({ field, name });
  }
  return { ...item, json: { ...item.json, files }, binary };
}

/** The message of an event, or all of a burst. */
function messagesOf(json: IDataObject): Message[] {
  const { data, messages }: { data?: unknown; messages?: unknown } = json;
  if (Array.isArray(messages)) return messages.filter(isMessage);
  return typeof data === 'object' && data !== null && 'message' in data && isMessage(data.message) ? [data.message] : [];
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && 'content' in value && typeof value.content === 'object' && value.content !== null;
}

type Answer = {
  statusCode: number;
  headers: Record<string, string | undefined>;
  body: Awaited<ReturnType<IExecuteFunctions['helpers']['getBinaryStream']>>;
};

async function fetchFile(
  context: IExecuteFunctions,
  { url, bytes }: Attachment,
  maxBytes: number,
): Promise<{ readonly content: Answer['body'] } | { readonly error: string }> {
  const tooLarge = { error: `The file is larger than ${maxBytes / MEGABYTE} MB.` };
  if (bytes !== null && bytes > maxBytes) return tooLarge;
  for (let tries = 1; ; tries++) {
    try {
      const answer: Answer = await context.helpers.httpRequest({
        url,
        encoding: 'stream',
        returnFullResponse: true,
        ignoreHttpStatusErrors: true,
      });
      const { statusCode, headers, body } = answer;
      if (statusCode < 300 && Number(headers['content-length'] ?? 0) <= maxBytes) return { content: body };
      body.destroy();
      if (statusCode < 300) return tooLarge;
      if (statusCode !== 503 || tries === MAX_TRIES) return { error: `The gateway answered ${statusCode}.` };
      await sleep(Math.min(Number(headers['retry-after'] ?? 1) * 1000 || 0, LONGEST_PAUSE_MS));
    } catch (error) {
      return { error: error instanceof Error ? error.message : 'The file cannot be had.' };
    }
  }
}
