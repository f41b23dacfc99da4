import type { Kysely } from 'kysely';
import {
  type KnownTemplate,
  TEMPLATE_KINDS,
  TEMPLATE_STATUSES,
  type TemplateKind,
  type TemplateParam,
  type TemplateStatus,
} from '../model/template.ts';
import { anyOf } from './any-of.ts';
import { type BulkInsert, insertMany } from './bulk.ts';
import type { Tx } from './committer.ts';
import type { DialectName } from './dialect.ts';
import type { Schema, TemplateRow } from './schema.ts';
import type { Unit } from './unit.ts';

/** A template as the program works with it. */
export interface TemplateRecord {
  readonly id: string;
  readonly kind: TemplateKind;
  readonly channelId: string | null;
  readonly channelIds: readonly string[];
  readonly externalId: string | null;
  readonly name: string;
  readonly language: string;
  status: TemplateStatus;
  category: string | null;
  quality: string | null;
  reason: string | null;
  readonly text: string;
  readonly params: readonly TemplateParam[];
  readonly attachmentId: string | null;
  readonly components: unknown;
  /** See `TemplateRow.learnedAt`. */
  learnedAt: number;
  readonly createdAt: number;
  updatedAt: number;
}

export function templateRecord(row: TemplateRow): TemplateRecord {
  const { channelIdsJson, paramsJson, componentsJson, ...rest } = row;
  const kind = TEMPLATE_KINDS.find((known) => known === row.kind);
  const status = TEMPLATE_STATUSES.find((known) => known === row.status);
  if (kind === undefined || status === undefined) throw new Error(`the template ${row.id} is stored as ${row.kind}, ${row.status}`);
  return {
    ...rest,
    kind,
    status,
    channelIds: JSON.parse(channelIdsJson),
    params: JSON.parse(paramsJson),
    components: componentsJson === null ? null : JSON.parse(componentsJson),
  };
}

function templateRow(record: TemplateRecord): TemplateRow {
  const { channelIds, params, components, ...rest } = record;
  return {
    ...rest,
    channelIdsJson: JSON.stringify(channelIds),
    paramsJson: JSON.stringify(params),
    componentsJson: record.channelId === null ? null : JSON.stringify(components ?? null),
  };
}

/** One of any kind and status. */
export async function findTemplate(tx: Tx, id: string): Promise<TemplateRecord | undefined> {
  const row = await tx.db.selectFrom('templates').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : templateRecord(row);
}

/** What a name may mean on a channel, in any language: its platform's templates of this name or external id, and canned ones. */
export async function findTemplatesNamed(tx: Tx, channelId: string, name: string): Promise<readonly TemplateRecord[]> {
  const rows = await tx.db
    .selectFrom('templates')
    .selectAll()
    .where((where) => where.or([where('name', '=', name), where('externalId', '=', name)]))
    .where((where) => where.or([where('channelId', '=', channelId), where('channelId', 'is', null)]))
    .where('status', '<>', 'deleted')
    .orderBy('id')
    .execute();
  return rows.map(templateRecord);
}

/** The canned one of this name and language. */
export async function findCanned(tx: Tx, name: string, language: string): Promise<TemplateRecord | undefined> {
  const row = await tx.db
    .selectFrom('templates')
    .selectAll()
    .where('channelId', 'is', null)
    .where('name', '=', name)
    .where('language', '=', language)
    .executeTakeFirst();
  return row === undefined ? undefined : templateRecord(row);
}

/** Writes a new template, or every value of a known one. */
export async function saveTemplate(tx: Tx, record: TemplateRecord): Promise<void> {
  const { id: _id, ...values } = templateRow(record);
  await tx.db
    .insertInto('templates')
    .values(templateRow(record))
    .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
    .execute();
}

export async function removeTemplate(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('templates').where('id', '=', id).execute();
}

/** All that is known of a channel's platform templates, the deleted ones too. */
export async function templatesOfChannel(tx: Tx, channelId: string): Promise<readonly TemplateRecord[]> {
  const rows = await tx.db.selectFrom('templates').selectAll().where('channelId', '=', channelId).orderBy('id').execute();
  return rows.map(templateRecord);
}

const COLUMNS = [
  'id', 'kind', 'channelId', 'channelIdsJson', 'externalId', 'name', 'language', 'status', 'category', 'quality', 'reason', 'text',
  'paramsJson', 'attachmentId', 'componentsJson', 'learnedAt', 'createdAt', 'updatedAt',
] as const satisfies readonly (keyof TemplateRow)[]; // prettier-ignore
const NEW_TEMPLATES: BulkInsert = { table: 'templates', columns: COLUMNS, suffix: '' };

/** Writes templates that are all new: an account may have thousands. */
export async function addTemplates(tx: Tx, records: readonly TemplateRecord[]): Promise<void> {
  await insertMany(
    tx.db,
    tx.dialect,
    NEW_TEMPLATES,
    records.map(templateRow).map((row) => COLUMNS.map((column) => row[column])),
  );
}

/** Writes what a listing says of a known template, unless something later has been learned since: a webhook, or another listing. */
export async function relistTemplate(tx: Tx, record: TemplateRecord): Promise<boolean> {
  const { id, ...values } = templateRow(record);
  const result = await tx.db
    .updateTable('templates')
    .set(values)
    .where('id', '=', id)
    .where('learnedAt', '<=', record.learnedAt)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Loads the platforms' templates of these ids, on all connected channels: several may share one account. */
export async function loadTemplatesByExternalId(unit: Unit, externalIds: readonly string[]): Promise<void> {
  if (externalIds.length === 0) return;
  const rows = await unit.tx.db
    .selectFrom('templates')
    .leftJoin('channels', 'channels.id', 'templates.channelId')
    .selectAll('templates')
    .where('channels.deletedAt', 'is', null)
    .where(anyOf(unit.tx.dialect, 'externalId', [...new Set(externalIds)]))
    .execute();
  for (const row of rows) unit.templates.set(row.id, templateRecord(row));
}

/** Writes what webhooks said of templates. Only that: a listing may be changing the rest. */
export async function writeTemplateNews(unit: Unit): Promise<void> {
  for (const { id, status, category, quality, reason, learnedAt, updatedAt } of unit.changedTemplates) {
    await unit.tx.db
      .updateTable('templates')
      .set({ status, category, quality, reason, learnedAt, updatedAt })
      .where('id', '=', id)
      .execute();
  }
}

/** What sends need of the templates they name. */
export async function readKnownTemplates(
  db: Kysely<Schema>,
  dialect: DialectName,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownTemplate>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('templates')
    .selectAll()
    .where(anyOf(dialect, 'id', ids))
    .execute();
  return new Map(
    rows.map(templateRecord).flatMap(({ id, externalId, name, language, params, components }) => {
      return externalId === null ? [] : [[id, { externalId, name, language, params, components }] as const];
    }),
  );
}
