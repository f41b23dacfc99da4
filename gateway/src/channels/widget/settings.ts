import { z } from 'zod';

/** A page's origin as browsers send it: scheme, host and port, nothing after them. */
const origin = z
  .string()
  .trim()
  .max(300)
  .transform((text, context) => {
    const url = URL.parse(text);
    const isPlain = url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
    if (isPlain && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '' && !url.host.includes('*'))
      return url.origin;
    context.addIssue({ code: 'custom', message: 'An origin looks like https://shop.example, with nothing after the host and port.' });
    return z.NEVER;
  });

const text = (most: number) => z.string().trim().min(1).max(most);
const webAddress = z.url({ protocol: /^https?$/, error: 'This must be an http or https address.' }).max(2000);

/** Fields that need no more than their name; `*` behind it: must be filled in. */
const KNOWN_QUESTION = /^(name|email|phone)(\*?)$/;
const question = z.union(
  [
    z.string().regex(KNOWN_QUESTION),
    z.strictObject({
      name: z.string().regex(/^[A-Za-z]\w{0,49}$/, 'A name has letters, digits and _, and begins with a letter.'),
      label: text(200),
      type: z.enum(['text', 'email', 'tel', 'textarea']).default('text'),
      required: z.boolean().default(false),
    }),
  ],
  'A question is name, email or phone (name* must be answered), or {name, label, type?, required?}.',
);

/** What an admin sets of a widget. Where it may stand, who may use it, and how it looks. */
export const widgetSettings = z.strictObject({
  allowedOrigins: z
    .array(origin)
    .min(1, 'Name the origin of at least one site.')
    .max(100)
    .transform((origins) => [...new Set(origins)])
    .meta({ label: 'Sites', description: 'Origins that may show the widget, each exactly: https://shop.example' }),
  identitySecret: z.string().trim().min(16, 'A secret has at least 16 characters.').max(200).optional().meta({
    label: 'Identity secret',
    description: 'The site’s server signs who is signed in with it. Made by Parley, and shown once, where it is left out.',
    secret: true,
  }),
  requireIdentity: z
    .boolean()
    .default(false)
    .meta({ label: 'Only signed-in visitors', description: 'Without a valid identity of the site nobody can write or read.' }),
  locale: z
    .string()
    .trim()
    .regex(/^(auto|[a-z]{2,3}(-[A-Za-z0-9]{2,8})*)$/, 'A language looks like en, zh-Hans or ar; auto takes the page’s.')
    .default('auto')
    .meta({ label: 'Language' }),
  appearance: z
    .strictObject({
      colour: z
        .string()
        .regex(/^#[0-9a-fA-F]{6}$/, 'A colour looks like #2563eb.')
        .default('#2563eb')
        .meta({ label: 'Colour' }),
      position: z.enum(['right', 'left']).default('right').meta({ label: 'Side of the page' }),
      title: text(100).optional().meta({ label: 'Title' }),
      launcherText: text(60).optional().meta({ label: 'Text on the button' }),
      logoUrl: webAddress.optional().meta({ label: 'Logo (address of a picture)' }),
      texts: z.record(z.string().max(60), z.string().max(500)).optional().meta({ label: 'Own wording' }),
    })
    .prefault({})
    .meta({ label: 'Appearance' }),
  welcome: text(1000).optional().meta({ label: 'Welcome message' }),
  offlineMessage: text(1000).optional().meta({ label: 'Message outside of business hours' }),
  preChat: z
    .array(question)
    .max(10)
    .optional()
    .meta({ label: 'Questions before the first message', description: 'name, email, phone; name* must be answered', form: 'list' }),
  consentText: text(2000).optional().meta({ label: 'Privacy text to agree to' }),
  consentUrl: webAddress.optional().meta({ label: 'Privacy page' }),
});

export type WidgetSettings = z.output<typeof widgetSettings>;

/** A question before the first message. */
export interface Question {
  readonly name: string;
  /** Undefined: the script says it in the visitor's language, which it can for `name`, `email` and `phone`. */
  readonly label?: string;
  readonly type: 'text' | 'email' | 'tel' | 'textarea';
  readonly required: boolean;
}

const KNOWN_TYPES: Readonly<Record<string, Question['type']>> = { name: 'text', email: 'email', phone: 'tel' };

/** The questions as the script shows them. */
export function questionsOf({ preChat }: WidgetSettings): readonly Question[] {
  return (preChat ?? []).map((one) => {
    if (typeof one !== 'string') return one;
    const [, name = one, star] = KNOWN_QUESTION.exec(one) ?? [];
    return { name, type: KNOWN_TYPES[name] ?? 'text', required: star === '*' };
  });
}
