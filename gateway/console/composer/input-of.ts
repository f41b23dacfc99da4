import type { Content } from '../api/wire.ts';

/** A content that was sent, as it can be sent again; undefined for kinds that cannot. */
export function inputOf(content: Content): object | undefined {
  switch (content.type) {
    case 'text':
    case 'location':
    case 'contacts':
    case 'choice':
    case 'call_link':
      return content;
    case 'image':
    case 'video':
    case 'audio':
    case 'file': {
      const { attachment, ...rest } = content;
      return { ...rest, attachment: { mediaId: attachment.id } };
    }
    case 'template': {
      const { rendered: _rendered, ...rest } = content;
      return rest;
    }
    default:
      return undefined;
  }
}
