import type { GenericValue, IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

/** A parameter as text; '' when it is unset. Numbers, as expressions may give them, are written out. */
export function textAt(context: IExecuteFunctions, name: string, itemIndex: number): string {
  return asText(context.getNodeParameter(name, itemIndex, ''));
}

/** The id that a resource locator holds, however it was chosen; '' when it is unset. */
export function idAt(context: IExecuteFunctions, name: string, itemIndex: number): string {
  return asText(context.getNodeParameter(name, itemIndex, '', { extractValue: true })).trim();
}

/** A switch. Expressions may give the words. */
export function flagAt(context: IExecuteFunctions, name: string, itemIndex: number): boolean {
  const value: unknown = context.getNodeParameter(name, itemIndex, false);
  return value === true || value === 'true';
}

/** How many entries a "get many" wants; undefined for all of them. */
export function limitAt(context: IExecuteFunctions, itemIndex: number): number | undefined {
  if (flagAt(context, 'returnAll', itemIndex)) return undefined;
  return Math.max(1, Math.trunc(Number(context.getNodeParameter('limit', itemIndex, 50))));
}

/** The rows a user added to a fixed collection, such as `parameters.values`. */
export function rowsAt(context: IExecuteFunctions, name: string, itemIndex: number): { name: string; value: GenericValue }[] {
  const rows: unknown = context.getNodeParameter(name, itemIndex, []);
  if (!Array.isArray(rows)) return [];
  return rows.flatMap((row: unknown) => {
    if (typeof row !== 'object' || row === null || !('name' in row) || row.name === '') return [];
    return [{ name: String(row.name), value: 'value' in row && row.value !== undefined ? row.value : '' }];
  });
}

/** The named values a user added, as one object; undefined when there are none. */
export function pairsAt(context: IExecuteFunctions, name: string, itemIndex: number): IDataObject | undefined {
  const rows = rowsAt(context, name, itemIndex);
  return rows.length === 0 ? undefined : Object.fromEntries(rows.map((row) => [row.name, row.value]));
}

/** Texts typed as one comma-separated line, or given as a list by an expression. */
export function wordsAt(context: IExecuteFunctions, name: string, itemIndex: number): string[] {
  const value: unknown = context.getNodeParameter(name, itemIndex, []);
  const words = Array.isArray(value) ? value.map(String) : asText(value).split(',');
  return words.map((word) => word.trim()).filter((word) => word !== '');
}

/** A number, or undefined where none was given. Expressions may give it as text. */
export function numberAt(context: IExecuteFunctions, name: string, itemIndex: number): number | undefined {
  const text = asText(context.getNodeParameter(name, itemIndex, '')).trim();
  const number = Number(text);
  return text === '' || Number.isNaN(number) ? undefined : number;
}

/**
 * A point in time in ISO 8601 with its offset; '' when it is unset. A time without an offset, as the editor's calendar gives it, is
 * meant in the time zone of the workflow. Throws a `NodeOperationError` for what is no time.
 */
export function timeAt(context: IExecuteFunctions, name: string, label: string, itemIndex: number): string {
  const value: unknown = context.getNodeParameter(name, itemIndex, '');
  const text = (typeof value === 'object' && value !== null ? textOfTime(value) : asText(value)).trim();
  if (text === '') return '';
  // n8n's own DateTime in expressions knows the time zone of the workflow.
  const isPlain = /^[0-9T:.+ Zz-]{4,40}$/.test(text);
  const iso: unknown = isPlain
    ? context.evaluateExpression(`{{ DateTime.fromISO("${text.replace(' ', 'T')}").toUTC().toISO() }}`, itemIndex)
    : undefined;
  if (typeof iso === 'string') return iso;
  throw new NodeOperationError(context.getNode(), `"${text}" in the field ${label} is no time. Write one like 2026-12-01T09:00:00Z.`, {
    itemIndex,
  });
}

/** What a JSON field holds, whether typed as text or given by an expression. Throws a `NodeOperationError` for text that is no JSON. */
export function jsonAt(context: IExecuteFunctions, name: string, label: string, itemIndex: number): unknown {
  const value: unknown = context.getNodeParameter(name, itemIndex, '');
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    throw new NodeOperationError(context.getNode(), `The field ${label} holds no JSON`, { itemIndex });
  }
}

/** The rows of a fixed collection, each as it is. */
export function tableAt(context: IExecuteFunctions, name: string, itemIndex: number): Record<string, unknown>[] {
  const rows: unknown = context.getNodeParameter(name, itemIndex, []);
  return Array.isArray(rows) ? rows.flatMap((row: unknown) => (typeof row === 'object' && row !== null ? [{ ...row }] : [])) : [];
}

/** Any JSON value as a line of text: what an object would be called by, nothing for nothing. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** The same object without what the user left empty, so that the gateway is told only what was meant. */
export function filled(fields: IDataObject): IDataObject {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)),
  );
}

/** A luxon DateTime, as `$now` in an expression gives, or a Date. */
function textOfTime(value: object): string {
  if (value instanceof Date) return value.toISOString();
  return 'toISO' in value && typeof value.toISO === 'function' ? asText(value.toISO()) : '';
}
