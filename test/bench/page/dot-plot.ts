import { dot, drawing, line, readable, text } from './svg.ts';

/** Dots on a logarithmic axis: what is compared differs by a thousand times, and a bar would have to begin at nothing. */
export interface DotPlot {
  readonly title: string;
  readonly unit: string;
  /** What the dashes are, where rows have what is wanted of them. */
  readonly dashes?: string;
  /** Of the first and the second dot of each row. */
  readonly names: readonly string[];
  readonly rows: readonly { readonly label: string; readonly values: readonly (number | undefined)[]; readonly wanted?: number }[];
}

const WIDTH = 760;
const LEFT = 270;
const RIGHT = 40;
const TOP = 76;
const ROW = 32;

export function dotPlot({ title, unit, dashes, names, rows }: DotPlot): string {
  const shown = rows.map((row) => ({ ...row, values: row.values.filter((value) => value !== undefined) }));
  const measured = shown.filter(({ values }) => values.length > 0);
  const all = measured.flatMap(({ values, wanted }) => [...values, ...(wanted === undefined ? [] : [wanted])]);
  if (all.length === 0) return '';
  const from = Math.floor(Math.log10(Math.min(...all)));
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...all) * 1.15)));
  const x = (value: number) => LEFT + ((Math.log10(value) - from) / (to - from)) * (WIDTH - LEFT - RIGHT);
  const bottom = TOP + measured.length * ROW;
  const decades = Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
  const body = decades.flatMap((value) => [
    line(x(value), TOP - 10, x(value), bottom, 'grid'),
    text(x(value), bottom + 18, readable(value), 'faint', 'middle'),
  ]);
  body.push(
    text(
      WIDTH - RIGHT,
      bottom + 38,
      `${unit}, each line ten times the one before${dashes === undefined ? '' : `; dashed: ${dashes}`}`,
      'faint',
      'end',
    ),
    ...legendOf(names),
  );
  measured.forEach(({ label, values, wanted }, i) => body.push(...rowOf(label, values, wanted, TOP + ROW / 2 + i * ROW, x)));
  return drawing(WIDTH, bottom + 52, title, body);
}

function legendOf(names: readonly string[]): readonly string[] {
  if (names.length < 2) return [];
  return names.flatMap((name, i) => [dot(LEFT + 6 + i * 190, 50, i === 0 ? 'one' : 'two'), text(LEFT + 18 + i * 190, 54.5, name, 'faint')]);
}

function rowOf(
  label: string,
  values: readonly number[],
  wanted: number | undefined,
  y: number,
  x: (value: number) => number,
): readonly string[] {
  const [least = 0, most = 0] = [Math.min(...values), Math.max(...values)];
  const parts = [text(LEFT - 14, y + 4.5, label, '', 'end')];
  if (wanted !== undefined) parts.push(line(x(wanted), y - 12, x(wanted), y + 12, 'wanted'));
  if (values.length > 1) parts.push(line(x(least), y, x(most), y, 'link'));
  // The first on top: it is the one that is filled.
  for (const [i, value] of [...values.entries()].reverse()) parts.push(dot(x(value), y, i === 0 ? 'one' : 'two'));
  const isAtEnd = x(most) > WIDTH - RIGHT - 60;
  const told = values.map(readable).join(' · ');
  parts.push(isAtEnd ? text(x(least) - 12, y + 4.5, told, 'faint', 'end') : text(x(most) + 12, y + 4.5, told, 'faint'));
  return parts;
}
