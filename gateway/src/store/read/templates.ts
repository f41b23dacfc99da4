import type { Attachment } from '../../model/content.ts';
import type { Template, TemplateKind, TemplateStatus } from '../../model/template.ts';
import { anyOf } from '../any-of.ts';
import { storedAttachment } from '../records.ts';
import { iso } from '../records/times.ts';
import { type TemplateRecord, templateRecord } from '../templates.ts';
import { type Page, type Reads, contains, pageOf } from './page.ts';

export interface TemplateFilter {
  /** Those that can be used on it: its platform's, and the canned ones that are not kept to other channels. */
  readonly channelId?: string | undefined;
  readonly kind?: TemplateKind | undefined;
  /** Without one, all but the deleted. */
  readonly status?: TemplateStatus | undefined;
  readonly name?: string | undefined;
  readonly language?: string | undefined;
  /** Words of the name or the text. */
  readonly q?: string | undefined;
}

/** Templates of channels that are connected, and canned ones, oldest first. */
export async function listTemplates(
  reads: Reads,
  filter: TemplateFilter,
  page: { readonly after: string | null; readonly limit: number },
): Promise<Page<Template, string>> {
  const { channelId, q } = filter;
  let query = shown(reads)
    .orderBy('templates.id')
    .limit(page.limit + 1);
  if (channelId !== undefined) {
    query = query.where((where) =>
      where.or([
        where('templates.channelId', '=', channelId),
        where.and([
          where('templates.channelId', 'is', null),
          where.or([where('channelIdsJson', '=', '[]'), contains(reads.dialect, where.ref('channelIdsJson'), JSON.stringify(channelId))]),
        ]),
      ]),
    );
  }
  if (filter.kind !== undefined) query = query.where('kind', '=', filter.kind);
  query =
    filter.status === undefined ? query.where('templates.status', '<>', 'deleted') : query.where('templates.status', '=', filter.status);
  if (filter.name !== undefined) query = query.where('templates.name', '=', filter.name);
  if (filter.language !== undefined) query = query.where('language', '=', filter.language);
  if (q !== undefined) {
    const places = ['templates.name', 'templates.text'] as const;
    query = query.where((where) => where.or(places.map((place) => contains(reads.dialect, where.ref(place), q))));
  }
  if (page.after !== null) query = query.where('templates.id', '>', page.after);
  const found = pageOf((await query.execute()).map(templateRecord), page.limit, (record) => record.id);
  return { rows: await withFiles(reads, found.rows), next: found.next };
}

/** One of a connected channel, or a canned one. Deleted ones are found too. */
export async function findShownTemplate(reads: Reads, id: string): Promise<Template | undefined> {
  const row = await shown(reads).where('templates.id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : (await withFiles(reads, [templateRecord(row)]))[0];
}

function shown({ reader }: Reads) {
  return reader
    .selectFrom('templates')
    .leftJoin('channels', 'channels.id', 'templates.channelId')
    .selectAll('templates')
    .where('channels.deletedAt', 'is', null);
}

async function withFiles(reads: Reads, records: readonly TemplateRecord[]): Promise<readonly Template[]> {
  const ids = records.flatMap((record) => record.attachmentId ?? []);
  const rows =
    ids.length === 0
      ? []
      : await reads.reader
          .selectFrom('attachments')
          .select(['id', 'name', 'mimeType', 'bytes', 'state'])
          .where(anyOf(reads.dialect, 'id', ids))
          .execute();
  const files = new Map(
    rows.map((row) => [row.id, storedAttachment({ ...row, state: row.state === 'stored' ? 'stored' : 'failed' })] as const),
  );
  return records.map((record) => presentTemplate(record, record.attachmentId === null ? null : (files.get(record.attachmentId) ?? null)));
}

/** @param attachment the file of `attachmentId` */
export function presentTemplate(record: TemplateRecord, attachment: Attachment | null): Template {
  const { id, kind, channelId, externalId, name, language, status, category, quality, reason, text, params, components } = record;
  return {
    id,
    kind,
    channelId,
    channelIds: record.channelIds,
    externalId,
    name,
    language,
    status,
    category,
    quality,
    reason,
    text,
    params,
    attachment,
    components,
    createdAt: iso(record.createdAt),
    updatedAt: iso(record.updatedAt),
  };
}
