const PICTURE = /\.(jpe?g|png|gif|webp)$/i;

/**
 * An announcement's form as the API takes it: a text by itself; with a file, what is said under it; with buttons, what they ask. A file
 * and buttons together are a card.
 *
 * @param fields `text`, `file` (an address), `buttons` (one a line), `startsAt` and `endsAt` (local times, empty: the API's own)
 */
export function announcementInput(fields: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  const { channelId, startsAt = '', endsAt = '' } = fields;
  return {
    channelId,
    content: contentOf(fields),
    ...(startsAt === '' ? {} : { startsAt: new Date(startsAt).toISOString() }),
    ...(endsAt === '' ? {} : { endsAt: new Date(endsAt).toISOString() }),
  };
}

function contentOf({ text = '', file = '', buttons = '' }: Readonly<Record<string, string>>): object {
  const labels = buttons.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  const options = labels.map((label, index) => ({ id: String(index + 1), label }));
  if (file === '') return options.length === 0 ? { type: 'text', text } : { type: 'choice', text, style: 'buttons', options };
  if (options.length > 0) return { type: 'card', title: text, image: { url: file }, options };
  const attachment = { url: file };
  return { type: isPicture(file) ? 'image' : 'file', attachment, ...(text === '' ? {} : { caption: text }) };
}

function isPicture(address: string): boolean {
  return PICTURE.test(URL.parse(address)?.pathname ?? '');
}

/** The fields of the form by the paths under which the API may refuse them. */
export const TEXT_PATHS = ['content.text', 'content.caption', 'content.title', 'content'] as const;
export const FILE_PATHS = ['content.attachment', 'content.attachment.url', 'content.image', 'content.image.url'] as const;
/** An option is named by its place: every path that begins so. */
export const BUTTON_PATHS = ['content.options', ...Array.from({ length: 100 }, (_, index) => `content.options.${index}.label`)] as const;
