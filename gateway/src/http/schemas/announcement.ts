import { z } from 'zod';
import { ANNOUNCED_TYPES, ANNOUNCEMENT_STATES, announcementState } from '../../model/announcement.ts';
import type { AnnouncementRow } from '../../store/announcements.ts';
import type { CampaignFigures } from '../../store/read/campaigns.ts';
import type { DeepReadonly } from '../route.ts';
import { iso, isoOrNull } from '../times.ts';
import { idOf } from '../validation.ts';
import { contentSchema } from './content.ts';
import { contentInputSchema } from './content-input.ts';
import { timeSchema } from './message.ts';

/** It goes to every page that is open, at once. */
const MOST_CHARACTERS = 8000;
const ANNOUNCED = new Set<string>(ANNOUNCED_TYPES);

const announcedSchema = contentInputSchema
  .refine(({ type }) => ANNOUNCED.has(type), {
    path: ['type'],
    error: `An announcement is one of ${ANNOUNCED_TYPES.join(', ')}.`,
  })
  .refine((content) => JSON.stringify(content).length <= MOST_CHARACTERS, {
    error: 'An announcement is short: all that it says has at most 8,000 characters.',
  })
  .meta({ description: `What is said: ${ANNOUNCED_TYPES.join(', ')}. Everybody sees the same.` });

const momentSchema = z.iso.datetime({ offset: true, error: 'This is a time in ISO 8601.' });

export const newAnnouncementSchema = z.strictObject({
  channelId: idOf('chn').meta({ description: 'A widget.' }),
  content: announcedSchema,
  startsAt: momentSchema.nullish().meta({ description: 'When it begins to be shown: at most 366 days from now. Left out: now.' }),
  endsAt: momentSchema
    .nullish()
    .meta({ description: 'When it is not shown any more: at most 90 days after it begins. Left out: after 7 days.' }),
});

export const announcementSchema = z
  .object({
    id: z.string(),
    channelId: z.string(),
    content: contentSchema,
    state: z
      .enum(ANNOUNCEMENT_STATES)
      .meta({ description: '`scheduled`: not yet; `running`: shown; `ended`: its time is over; `withdrawn`: taken back before.' }),
    startsAt: timeSchema,
    endsAt: timeSchema.meta({ description: 'Not shown from then on. Of a withdrawn one, the moment of that.' }),
    withdrawnAt: timeSchema.nullable(),
    author: z
      .object({ type: z.enum(['contact', 'member', 'bot', 'system']), id: z.string().nullable(), name: z.string().nullable() })
      .meta({ description: 'Who made it: a member, or a key (`bot`). Visitors are not told.' }),
    sessions: z.number().meta({
      description:
        'How many sessions began with an answer to it, of conversations that may be seen. Answers into open ones are not counted.',
    }),
    conversations: z.number().meta({ description: 'In how many conversations.' }),
    lastSessionAt: timeSchema.nullable(),
    createdAt: timeSchema,
  })
  .meta({ id: 'Announcement' });

/** An announcement as the API shows it. */
export function announcementView(
  row: AnnouncementRow,
  figures: CampaignFigures,
  now: number,
): DeepReadonly<z.output<typeof announcementSchema>> {
  return {
    id: row.id,
    channelId: row.channelId,
    content: JSON.parse(row.contentJson),
    state: announcementState(row, now),
    startsAt: iso(row.startsAt),
    endsAt: iso(row.endsAt),
    withdrawnAt: isoOrNull(row.withdrawnAt),
    author: JSON.parse(row.authorJson),
    sessions: figures.sessions,
    conversations: figures.conversations,
    lastSessionAt: isoOrNull(figures.lastSessionAt),
    createdAt: iso(row.createdAt),
  };
}
