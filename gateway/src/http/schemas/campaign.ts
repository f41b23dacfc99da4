import { z } from 'zod';
import { REF } from '../../model/campaign.ts';
import type { CampaignRow } from '../../store/campaigns.ts';
import type { CampaignFigures } from '../../store/read/campaigns.ts';
import { iso, isoOrNull } from '../times.ts';
import { idOf } from '../validation.ts';
import { timeSchema } from './message.ts';

const utmValue = z.string().trim().min(1, 'This must not be empty.').max(200, 'This can have at most 200 characters.');
const utmSchema = z
  .strictObject({
    source: utmValue.exactOptional(),
    medium: utmValue.exactOptional(),
    campaign: utmValue.exactOptional(),
    term: utmValue.exactOptional(),
    content: utmValue.exactOptional(),
  })
  .meta({ id: 'Utm', description: 'Fields for the analytics of a website. Only a widget’s link carries them.' });

const nameSchema = z.string().trim().min(1, 'A campaign needs a name.').max(200, 'The name can have at most 200 characters.');
const textSchema = z
  .string()
  .trim()
  .max(1000, 'The text can have at most 1,000 characters.')
  .transform((text) => (text === '' ? null : text))
  .meta({ description: 'What stands in the customer’s input on WhatsApp and LINE. The campaign’s code is put behind it.' });
const pageSchema = z
  .url({ protocol: /^https?$/, error: 'This must be an http or https address.' })
  .max(2000)
  .meta({ description: 'The page with the widget, of one of its sites. A widget’s campaign needs it, no other has one.' });

/** What a campaign is made of. */
export const newCampaignSchema = z.strictObject({
  name: nameSchema,
  channelId: idOf('chn'),
  ref: z
    .string()
    .trim()
    .regex(REF, 'A ref has 3 to 64 letters, digits, - or _.')
    .meta({ description: 'Comes back as the `source.ref` of the sessions that begin here. Unique in its channel, and for good.' }),
  text: textSchema.nullish(),
  pageUrl: pageSchema.nullish(),
  utm: utmSchema.default({}),
});

export const changedCampaignSchema = z.strictObject({
  name: nameSchema.exactOptional(),
  text: textSchema.nullish(),
  pageUrl: pageSchema.nullish(),
  utm: utmSchema.exactOptional().meta({ description: 'All of them anew.' }),
});

export const campaignSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    channelId: z.string(),
    ref: z.string(),
    text: z.string().nullable(),
    pageUrl: z.string().nullable(),
    utm: utmSchema,
    url: z.string().meta({ description: 'Where it leads: for a button, a post, a mail. The QR picture shows the same.' }),
    sessions: z.number().meta({ description: 'How many began here, of conversations that may be seen.' }),
    conversations: z.number().meta({ description: 'In how many conversations.' }),
    lastSessionAt: timeSchema.nullable(),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Campaign' });

/** A campaign as the API shows it. */
export function campaignView(row: CampaignRow, figures: CampaignFigures): z.output<typeof campaignSchema> {
  const { id, name, channelId, ref, text, pageUrl, url } = row;
  return {
    ...{ id, name, channelId, ref, text, pageUrl, url },
    utm: utmSchema.parse(JSON.parse(row.utmJson)),
    sessions: figures.sessions,
    conversations: figures.conversations,
    lastSessionAt: isoOrNull(figures.lastSessionAt),
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  };
}
