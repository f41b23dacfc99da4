import type { Content } from '../api/wire.ts';
import type { Strings } from '../strings/en.ts';

/** What a message says, in one line. */
export function summaryOf(content: Content, s: Strings): string {
  switch (content.type) {
    case 'text':
      return content.text;
    case 'image':
      return content.caption ?? s.thread.picture;
    case 'video':
      return content.caption ?? s.thread.video;
    case 'audio':
      return content.voice === true ? s.thread.voice : s.thread.audio;
    case 'file':
      return content.caption ?? content.attachment.name ?? s.thread.file;
    case 'sticker':
      return s.thread.sticker;
    case 'location':
      return content.name ?? s.thread.location;
    case 'contacts':
      return content.contacts.map((one) => one.name).join(', ');
    case 'choice':
      return content.text;
    case 'choice_reply':
      return content.label;
    case 'card':
      return content.title;
    case 'carousel':
      return content.cards.map((card) => card.title).join(', ');
    case 'form_reply':
      return content.name ?? s.thread.form;
    case 'template':
      return content.rendered ?? content.name ?? s.thread.template;
    case 'call_link':
      return s.thread.call;
    case 'unsupported':
      return content.summary;
  }
}

/** What the gateway says of a message that has no words, in the reader's language: its line of a list is `[image]`. */
export function shownSummary(summary: string, s: Strings): string {
  const kind = /^\[(\w+)\]$/.exec(summary)?.[1];
  switch (kind) {
    case 'image':
      return s.thread.picture;
    case 'form_reply':
      return s.thread.form;
    case 'video':
    case 'audio':
    case 'voice':
    case 'file':
    case 'sticker':
    case 'location':
      return s.thread[kind];
    default:
      return summary;
  }
}
