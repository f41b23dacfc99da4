import { z } from 'zod';
import { CONNECTABLE, loadChannel } from '../../channels/registry.ts';
import { ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { channelTypeSchema } from '../schemas/conversation.ts';

const fieldSchema = z.object({
  name: z.string().meta({ description: 'The key in a channel’s `settings`; with a dot: of an object in it (`appearance.colour`).' }),
  label: z.string(),
  description: z.string().nullable(),
  required: z.boolean(),
  secret: z.boolean().meta({ description: 'Written, and never read back.' }),
  type: z.enum(['text', 'boolean', 'number', 'list']),
});

const channelTypeViewSchema = z
  .object({
    type: channelTypeSchema,
    provider: z.string().nullable(),
    fields: z.array(fieldSchema).meta({ description: 'In the order in which a form asks for them.' }),
  })
  .meta({ id: 'ChannelTypeForm' });

/** What can be connected, and the form of each. */
export function channelTypeRoutes(): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/channel-types',
        name: 'listChannelTypes',
        summary: 'What can be connected, and which settings each wants',
        tag: 'Channels',
        permission: 'read',
        responses: { 200: z.object({ data: z.array(channelTypeViewSchema) }) },
      },
      async () => ok({ data: await Promise.all(CONNECTABLE.map(formOf)) }),
    ),
  ];
}

async function formOf({ type, provider }: (typeof CONNECTABLE)[number]): Promise<z.output<typeof channelTypeViewSchema>> {
  const channel = await loadChannel(type, provider);
  return { type, provider, fields: Object.entries(channel?.settings.shape ?? {}).flatMap(([name, schema]) => fieldsOf(name, schema)) };
}

/** An object's fields stand for it; what no form can ask for in one field is for the API alone. */
function fieldsOf(name: string, schema: z.ZodType): readonly z.output<typeof fieldSchema>[] {
  const inner = withoutWrapping(schema);
  if (inner instanceof z.ZodRecord) return [];
  if (!(inner instanceof z.ZodObject)) return [fieldOf(name, schema)];
  return Object.entries(inner.shape).flatMap(([key, one]) => (one instanceof z.ZodType ? fieldsOf(`${name}.${key}`, one) : []));
}

function withoutWrapping(schema: z.ZodType): z.ZodType {
  const wraps = schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
  return wraps && schema.def.innerType instanceof z.ZodType ? withoutWrapping(schema.def.innerType) : schema;
}

function fieldOf(name: string, schema: z.ZodType): z.output<typeof fieldSchema> {
  const meta = metaOf(schema);
  const { label, description } = meta;
  return {
    name,
    label: typeof label === 'string' ? label : name,
    description: typeof description === 'string' ? description : null,
    required: !schema.safeParse(undefined).success,
    secret: meta['secret'] === true,
    type: kindOf(schema),
  };
}

/** Of the schema itself, or of what it wraps: `.optional()` may come after `.meta()`. */
function metaOf(schema: z.ZodType): Readonly<Record<string, unknown>> {
  return (
    schema.meta() ?? (schema instanceof z.ZodOptional && schema.def.innerType instanceof z.ZodType ? metaOf(schema.def.innerType) : {})
  );
}

/** What a form shows: told by which values the schema takes, where it does not say so itself. */
function kindOf(schema: z.ZodType): z.output<typeof fieldSchema>['type'] {
  if (metaOf(schema)['form'] === 'list') return 'list';
  if (schema.safeParse(true).success) return 'boolean';
  if (schema.safeParse(['https://example.com']).success) return 'list';
  return schema.safeParse(1).success && !schema.safeParse('a text').success ? 'number' : 'text';
}
