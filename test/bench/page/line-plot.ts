import { dot, drawing, line, readable, text } from './svg.ts';

/** Two lines over steps of ten times each; the axis begins at nothing, so that what is flat looks flat. */
export interface LinePlot {
  readonly title: string;
  readonly unit: string;
  readonly steps: readonly number[];
  readonly of: string;
  readonly series: readonly { readonly name: string; readonly values: readonly (number | undefined)[] }[];
}

const WIDTH = 760;
const HEIGHT = 330;
const LEFT = 70;
/** From the axis to the first step, so that its figures stand beside those of the axis. */
const INDENT = 50;
const RIGHT = 190;
const TOP = 60;
const BOTTOM = 60;

export function linePlot({ title, unit, steps, of, series }: LinePlot): string {
  const all = series.flatMap(({ values }) => values.filter((value) => value !== undefined));
  if (all.length === 0) return '';
  const most = niceAbove(Math.max(...all));
  const x = (i: number) => LEFT + INDENT + (i / Math.max(1, steps.length - 1)) * (WIDTH - LEFT - INDENT - RIGHT);
  const y = (value: number) => HEIGHT - BOTTOM - (value / most) * (HEIGHT - TOP - BOTTOM);
  const body = [0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
    line(LEFT, y(most * share), WIDTH - RIGHT + 20, y(most * share), 'grid'),
    text(LEFT - 10, y(most * share) + 4, readable(most * share), 'faint', 'end'),
  ]);
  body.push(text(LEFT - 10, TOP - 14, unit, 'faint', 'end'));
  steps.forEach((step, i) => body.push(text(x(i), HEIGHT - BOTTOM + 22, step.toLocaleString('en-US'), 'faint', 'middle')));
  body.push(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, of, 'faint', 'middle'));
  // Figures of the upper line stand above it, those of the lower below, so that neither line goes through them.
  const highest = steps.map((_step, i) => Math.max(...series.map(({ values }) => values[i] ?? 0)));
  series.forEach(({ name, values }, index) => {
    const labelled = values.map((value, i) => (value === undefined ? undefined : { value, isAbove: value === highest[i] }));
    body.push(...seriesOf(name, labelled, index === 0 ? 'one' : 'two', x, y));
  });
  return drawing(WIDTH, HEIGHT, title, body);
}

function seriesOf(
  name: string,
  values: readonly ({ readonly value: number; readonly isAbove: boolean } | undefined)[],
  className: string,
  x: (i: number) => number,
  y: (value: number) => number,
): readonly string[] {
  const points = values.flatMap((one, i) => (one === undefined ? [] : [{ ...one, x: x(i), y: y(one.value) }]));
  const last = points.at(-1);
  if (last === undefined) return [];
  const path = points.map((point) => `${point.x.toFixed(1)},${point.y.toFixed(1)}`).join(' ');
  return [
    `<polyline points="${path}" class="${className} line" style="fill: none"/>`,
    ...points.flatMap((point) => [
      dot(point.x, point.y, className),
      text(point.x, point.y + (point.isAbove ? -12 : 22), readable(point.value), 'faint', 'middle'),
    ]),
    text(last.x + 34, last.y + 4.5, name),
  ];
}

/** The next of 1, 2, 4, 5 and 10 times a power of ten. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 5, 10].find((step) => step * power >= value * 1.1) ?? 20) * power;
}
