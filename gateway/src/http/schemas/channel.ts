import { z } from 'zod';
import type { DeepReadonly } from '../route.ts';
import { channelTypeSchema } from './conversation.ts';
import { channelOverridesSchema, mediaRulesChangeSchema } from './settings.ts';
import { timeSchema } from './message.ts';

export const oneWayReplySchema = z
  .string()
  .trim()
  .min(1, 'Say something, or null for nothing.')
  .max(1000)
  .nullable()
  .meta({ description: 'What customers are told at most once a day where `twoWay` is false; null: nothing.' });

/** A connected channel. Its secrets are written and never read back. */
export const channelSchema = z
  .object({
    id: z.string(),
    type: channelTypeSchema,
    provider: z.string().nullable(),
    name: z.string(),
    status: z.string(),
    health: z.unknown(),
    teamIds: z.array(z.string()),
    twoWay: z.boolean(),
    attachments: mediaRulesChangeSchema.nullable().meta({ description: 'Rules for files that differ from the organisation’s.' }),
    overrides: channelOverridesSchema.meta({ description: 'What the channel sets for itself, above its team and the organisation.' }),
    oneWayReply: z.string().nullable().meta({ description: 'What customers are told once a day where `twoWay` is false; null: nothing.' }),
    webhookUrl: z.string().meta({ description: 'What the platform must be told to call.' }),
    capabilities: z.record(z.string(), z.unknown()).meta({
      description:
        'What the channel can do. Where it reaches further platforms (a Page its Instagram account), `otherPlatforms` has theirs.',
    }),
    settings: z.record(z.string(), z.unknown()).meta({ description: 'Without the secrets.' }),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Channel' });
/** Secrets that Parley made because none were given. */
export const madeSecretsSchema = z
  .record(z.string(), z.string())
  .exactOptional()
  .meta({ description: 'Secrets that were left out and that Parley has made (the widget’s `identitySecret`), shown this once.' });

/** The answer to connecting a channel. */
export const connectedChannelSchema = channelSchema.extend({ madeSecrets: madeSecretsSchema }).meta({ id: 'ConnectedChannel' });
export type ChannelView = DeepReadonly<z.output<typeof channelSchema>>;
