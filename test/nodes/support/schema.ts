/** As much of JSON Schema as n8n's editor shows of a node's output. */
export interface Schema {
  readonly type: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** What all of these values look like together: every field that one of them has. A value that is null says nothing. */
export function schemaOf(values: readonly unknown[]): Schema {
  const told = values.filter((value) => value !== null && value !== undefined);
  const [first] = told;
  if (Array.isArray(first)) {
    const entries = told.flat();
    return entries.length === 0 ? { type: 'array' } : { type: 'array', items: schemaOf(entries) };
  }
  if (typeof first !== 'object' || first === null) return { type: first === undefined ? 'null' : typeof first };
  const objects = told.filter(
    (value): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value),
  );
  const names = [...new Set(objects.flatMap((value) => Object.keys(value)))].sort();
  return { type: 'object', properties: Object.fromEntries(names.map((name) => [name, schemaOf(objects.map((value) => value[name]))])) };
}
