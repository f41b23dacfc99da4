import type { Actor } from '../model/events.ts';
import type { PlatformTemplate, TemplateKind, TemplateStatus } from '../model/template.ts';
import { type TemplateRecord, addTemplates, relistTemplate, templatesOfChannel } from '../store/templates.ts';
import type { Unit } from '../store/unit.ts';

/** A template that a listing has brought news of. */
export interface ListedTemplate {
  readonly id: string;
  readonly externalId: string;
  readonly name: string;
  readonly language: string;
  readonly status: TemplateStatus;
}

/** What is new in a listing against what was known. */
export interface ListingNews {
  readonly added: readonly ListedTemplate[];
  readonly changed: readonly (ListedTemplate & { readonly fields: readonly ListedField[] })[];
  /** No longer listed: kept here as `deleted`. */
  readonly removed: readonly ListedTemplate[];
}

/** What of a template a listing may change. */
export const LISTED_FIELDS = ['name', 'status', 'category', 'quality', 'text', 'params', 'components'] as const;
export type ListedField = (typeof LISTED_FIELDS)[number];
/** Those whose change is an event. */
const TOLD_FIELDS: readonly ListedField[] = ['status', 'category', 'quality'];

const SYSTEM: Actor = { type: 'system', id: null, name: null };

/**
 * Brings what is known of a channel's templates into line with its platform's list. Ids stay: a template is the same one while its
 * channel, external id and language are. What was learned after the list was asked for is newer than the list, and stays.
 *
 * @param listedAt when the platform was asked, milliseconds since 1970
 */
export async function applyListing(
  unit: Unit,
  channelId: string,
  kind: TemplateKind,
  listing: readonly PlatformTemplate[],
  listedAt: number,
): Promise<ListingNews> {
  const known = new Map((await templatesOfChannel(unit.tx, channelId)).map((record) => [keyOf(record), record]));
  const listed = new Map(listing.map((template) => [keyOf(template), template]));
  const fresh: TemplateRecord[] = [];
  const changed: (ListedTemplate & { fields: readonly ListedField[] })[] = [];
  const removed: ListedTemplate[] = [];
  for (const [key, template] of listed) {
    const before = known.get(key);
    const after = before === undefined ? newRecord(unit, channelId, kind, template, listedAt) : relisted(unit, before, template, listedAt);
    if (before === undefined) fresh.push(after);
    const fields = before === undefined ? [] : changedFields(before, after);
    if (before !== undefined && fields.length > 0 && (await keep(unit, before, after, fields))) changed.push({ ...told(after), fields });
  }
  for (const [key, before] of known) {
    if (listed.has(key) || before.status === 'deleted') continue;
    const after: TemplateRecord = { ...before, status: 'deleted', reason: null, learnedAt: listedAt, updatedAt: unit.now };
    if (await keep(unit, before, after, ['status'])) removed.push(told(after));
  }
  await addTemplates(unit.tx, fresh);
  return { added: fresh.map(told), changed, removed };
}

function keyOf({ externalId, language }: Pick<TemplateRecord, 'externalId' | 'language'>): string {
  return JSON.stringify([externalId, language]);
}

function newRecord(unit: Unit, channelId: string, kind: TemplateKind, template: PlatformTemplate, listedAt: number): TemplateRecord {
  const { externalId, name, language, status, category, quality, text, params, components } = template;
  return {
    id: unit.ids.next('tpl'),
    kind,
    channelId,
    channelIds: [channelId],
    externalId,
    name,
    language,
    status,
    category,
    quality,
    reason: template.reason ?? null,
    text,
    params,
    attachmentId: null,
    components,
    learnedAt: listedAt,
    createdAt: unit.now,
    updatedAt: unit.now,
  };
}

/** A list that gives no category or quality says nothing of it. */
function relisted(unit: Unit, before: TemplateRecord, template: PlatformTemplate, listedAt: number): TemplateRecord {
  const { name, status, text, params, components } = template;
  return {
    ...before,
    name,
    status,
    category: template.category ?? before.category,
    quality: template.quality ?? before.quality,
    reason: template.reason ?? (status === before.status ? before.reason : null),
    text,
    params,
    components,
    learnedAt: listedAt,
    updatedAt: unit.now,
  };
}

function changedFields(before: TemplateRecord, after: TemplateRecord): readonly ListedField[] {
  return LISTED_FIELDS.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
}

/** False: something newer is known, and nothing was written or told. */
async function keep(unit: Unit, before: TemplateRecord, after: TemplateRecord, fields: readonly ListedField[]): Promise<boolean> {
  if (!(await relistTemplate(unit.tx, after))) return false;
  if (fields.some((field) => TOLD_FIELDS.includes(field))) tell(unit, before, after);
  return true;
}

function tell(unit: Unit, before: TemplateRecord, after: TemplateRecord): void {
  const { name, language, status, category, quality, reason } = after;
  unit.emit({
    type: 'template.status_changed',
    actor: SYSTEM,
    channel: unit.factsOf(after.channelId ?? '').ref,
    template: {
      externalId: after.externalId ?? '',
      name,
      language,
      status,
      ...(category === null ? {} : { category }),
      ...(quality === null ? {} : { quality }),
      ...(reason === null ? {} : { reason }),
    },
    ...(before.status === status ? {} : { from: before.status, to: status }),
  });
}

function told({ id, externalId, name, language, status }: TemplateRecord): ListedTemplate {
  return { id, externalId: externalId ?? '', name, language, status };
}
