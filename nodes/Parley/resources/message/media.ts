import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { idempotencyHeaders } from '../../shared/idempotency';
import { filled, textAt } from '../../shared/parameters';
import { request } from '../../shared/transport';
import type { Attachment } from '../../shared/wire';

const MEDIA_TYPES = ['image', 'video', 'audio', 'file'];
const isMedia = { contentType: MEDIA_TYPES };

/** Where a file comes from, and what is written under it. */
export const mediaFields: INodeProperties[] = [
  {
    displayName: 'File Source',
    name: 'fileSource',
    type: 'options',
    default: 'binary',
    displayOptions: { show: isMedia },
    options: [
      { name: 'Input Binary Field', value: 'binary', description: 'A file that an earlier node brought' },
      { name: 'URL', value: 'url', description: 'A file at a public address' },
    ],
    description: 'Where the file is',
  },
  {
    displayName: 'Input Binary Field',
    name: 'binaryProperty',
    type: 'string',
    required: true,
    default: 'data',
    displayOptions: { show: { ...isMedia, fileSource: ['binary'] } },
    hint: 'The name of the input binary field that has the file to send',
  },
  {
    displayName: 'File URL',
    name: 'fileUrl',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. https://example.com/menu.pdf',
    displayOptions: { show: { ...isMedia, fileSource: ['url'] } },
    description: 'The public address of the file',
  },
  {
    displayName: 'File Name',
    name: 'fileName',
    type: 'string',
    default: '',
    placeholder: 'e.g. menu.pdf',
    displayOptions: { show: isMedia },
    description: 'What the customer sees as its name. Without it: the name the file has.',
  },
  {
    displayName: 'Caption',
    name: 'caption',
    type: 'string',
    typeOptions: { rows: 2 },
    default: '',
    displayOptions: { show: { contentType: ['image', 'video', 'file'] } },
    description: 'What is written under it. Where a platform has no captions it is sent as a message of its own.',
  },
  {
    displayName: 'Voice Message',
    name: 'voice',
    type: 'boolean',
    default: false,
    displayOptions: { show: { contentType: ['audio'] } },
    description: 'Whether it is shown as recorded in the chat, where the platform can. WhatsApp wants OGG with Opus for that.',
  },
];

/** The file of the item as the gateway names it: an address, or the id of what was uploaded from the binary field. */
export async function attachmentOf(context: IExecuteFunctions, itemIndex: number): Promise<IDataObject> {
  const name = textAt(context, 'fileName', itemIndex).trim();
  if (textAt(context, 'fileSource', itemIndex) === 'url') return filled({ url: textAt(context, 'fileUrl', itemIndex).trim(), name });
  const { id } = await upload(context, itemIndex, textAt(context, 'binaryProperty', itemIndex) || 'data', name);
  return { mediaId: id };
}

/** Streams a binary field to the gateway. A retry by n8n gets the file of the first time. */
async function upload(context: IExecuteFunctions, itemIndex: number, property: string, name: string): Promise<Attachment> {
  const binary = context.helpers.assertBinaryData(itemIndex, property);
  const isKeptApart = binary.id !== undefined;
  const content = isKeptApart ? await context.helpers.getBinaryStream(binary.id ?? '') : Buffer.from(binary.data, 'base64');
  const bytes = isKeptApart
    ? (await context.helpers.getBinaryMetadata(binary.id ?? '')).fileSize
    : content instanceof Buffer
      ? content.length
      : undefined;
  return await request<Attachment>(
    context,
    {
      method: 'POST',
      path: '/media',
      query: { name: name || binary.fileName },
      headers: idempotencyHeaders(context, itemIndex),
      file: { content, mimeType: binary.mimeType, bytes },
    },
    itemIndex,
  );
}
