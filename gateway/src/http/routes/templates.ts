import { z } from 'zod';
import { type KeptCanned, keepCanned } from '../../conversations/canned.ts';
import { isFailure } from '../../conversations/failure.ts';
import { findShownTemplate, listTemplates, presentTemplate } from '../../store/read/templates.ts';
import { storedAttachment } from '../../store/records.ts';
import { findTemplate, removeTemplate } from '../../store/templates.ts';
import type { AppDeps } from '../deps.ts';
import { problemOf } from '../failures.ts';
import { cursorOf, idPlace, listSchema, pageQuery, placeOf } from '../paging.ts';
import { notFound, problem } from '../problem.ts';
import { created, noContent, ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { changedTemplateSchema, newTemplateSchema, templateKindSchema, templateSchema, templateStatusSchema } from '../schemas/template.ts';
import { idOf } from '../validation.ts';

const params = z.object({ id: idOf('tpl') });
const KEPT_ELSEWHERE = problem('not_supported', 'This template is kept by its platform: change it there, then sync.');

/** Prepared messages. Canned ones are made here; the platforms' are fetched, see `template-sync.ts`. */
export function templateRoutes(deps: AppDeps): readonly Route[] {
  return [...reading(deps), ...writing()];
}

function reading({ store }: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/templates',
        name: 'listTemplates',
        summary: 'Templates',
        tag: 'Templates',
        permission: 'read',
        query: z.strictObject({
          ...pageQuery,
          channelId: idOf('chn').optional().meta({ description: 'Those that can be used on this channel.' }),
          kind: templateKindSchema.optional(),
          status: templateStatusSchema.optional().meta({ description: 'Without it, all but the deleted.' }),
          name: z.string().max(512).optional(),
          language: z.string().max(20).optional(),
          q: z.string().trim().min(1).max(200).optional().meta({ description: 'Words of the name or the text.' }),
        }),
        responses: { 200: listSchema(templateSchema) },
      },
      async ({ query: { cursor, limit, ...filter } }) => {
        const at = placeOf(cursor, idPlace);
        if ('is' in at) return at;
        const page = await listTemplates(store, filter, { after: at.place, limit });
        return ok({ data: page.rows, nextCursor: cursorOf(page.next) });
      },
    ),
    route(
      {
        method: 'get',
        path: '/templates/{id}',
        name: 'getTemplate',
        summary: 'A template',
        tag: 'Templates',
        permission: 'read',
        params,
        responses: { 200: templateSchema },
      },
      async (context) => {
        const found = await findShownTemplate(store, context.params.id);
        return found === undefined ? notFound('template') : ok(found);
      },
    ),
  ];
}

function writing(): readonly Route[] {
  return [
    route(
      {
        method: 'post',
        path: '/templates',
        name: 'createTemplate',
        summary: 'Make a canned template',
        description:
          'A message to be sent again and again: a text with variables such as `{{order}}`, with or without a file. Parley itself fills `{{contact.name}}`, `{{contact.phone}}`, `{{contact.email}}` and `{{member.name}}`. Several languages share a name.',
        tag: 'Templates',
        permission: 'manage_templates',
        body: newTemplateSchema,
        responses: { 201: templateSchema },
        problems: ['already_exists'],
        idempotent: true,
        example: { name: 'order_ready', language: 'en', text: 'Hi {{contact.name}}, your order {{order}} is ready.' },
      },
      async ({ body, commit }) => {
        const { attachment, name, language, text, channelIds } = body;
        return commit({
          locks: [],
          async run(unit) {
            const kept = await keepCanned(unit, { name, language, text, channelIds, mediaId: attachment?.mediaId ?? null }, undefined);
            return isFailure(kept) ? problemOf(kept) : created(viewOf(kept));
          },
        });
      },
    ),
    route(
      {
        method: 'patch',
        path: '/templates/{id}',
        name: 'updateTemplate',
        summary: 'Change a canned template',
        description: 'Messages that were sent with it stay as they are.',
        tag: 'Templates',
        permission: 'manage_templates',
        params,
        body: changedTemplateSchema,
        responses: { 200: templateSchema },
        problems: ['already_exists', 'not_supported'],
        example: { text: 'Hello {{contact.name}}, your order {{order}} is ready.' },
      },
      async ({ params: { id }, body, commit }) =>
        commit({
          locks: [id],
          async run(unit) {
            const before = await findTemplate(unit.tx, id);
            if (before === undefined) return notFound('template');
            if (before.kind !== 'canned') return KEPT_ELSEWHERE;
            const { attachment, ...change } = body;
            const mediaId = attachment === undefined ? before.attachmentId : (attachment?.mediaId ?? null);
            const { name, language, text, channelIds } = { ...before, ...change };
            const kept = await keepCanned(unit, { name, language, text, channelIds, mediaId }, before);
            return isFailure(kept) ? problemOf(kept) : ok(viewOf(kept));
          },
        }),
    ),
    route(
      {
        method: 'delete',
        path: '/templates/{id}',
        name: 'deleteTemplate',
        summary: 'Remove a canned template',
        tag: 'Templates',
        permission: 'manage_templates',
        params,
        responses: { 204: null },
        problems: ['not_supported'],
      },
      async ({ params: { id }, commit }) =>
        commit({
          locks: [id],
          async run(unit) {
            const before = await findTemplate(unit.tx, id);
            if (before === undefined) return notFound('template');
            if (before.kind !== 'canned') return KEPT_ELSEWHERE;
            await removeTemplate(unit.tx, id);
            return noContent();
          },
        }),
    ),
  ];
}

function viewOf({ record, file }: KeptCanned) {
  const attachment =
    file === null ? null : storedAttachment({ id: file.id, name: file.name, mimeType: file.mimeType, bytes: file.bytes, state: 'stored' });
  return presentTemplate(record, attachment);
}
