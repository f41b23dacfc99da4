import type { GenericValue, IDataObject, IExecuteFunctions } from 'n8n-workflow';

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
    return [{ name: String(row.name), value: 'value' in row ? (row.value ?? '') : '' }];
  });
}

/** Texts typed as one comma-separated line, or given as a list by an expression. */
export function wordsAt(context: IExecuteFunctions, name: string, itemIndex: number): string[] {
  const value: unknown = context.getNodeParameter(name, itemIndex, []);
  const words = Array.isArray(value) ? value.map(String) : asText(value).split(',');
  return words.map((word) => word.trim()).filter((word) => word !== '');
}

/** The same object without what the user left empty, so that the gateway is told only what was meant. */
export function filled(fields: IDataObject): IDataObject {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)),
  );
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
