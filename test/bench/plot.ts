// `node launch.mjs test/bench/plot.ts <lines.jsonl>`: writes the figures and plots of docs/performance.md from what `npm run bench` printed.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { dotPlot } from './page/dot-plot.ts';
import { linePlot } from './page/line-plot.ts';
import { type Measured, readLines } from './page/lines.ts';
import { CONTENDERS, contenderTable, machineSentence, startsTable, turnsTable, wantedTable } from './page/tables.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const PAGE = path.join(ROOT, 'docs/performance.md');
const PLOTS = path.join(ROOT, 'docs/performance');
const BEGIN = '<!-- figures: written by test/bench/plot.ts, do not edit -->';
const END = '<!-- figures: end -->';
const STORED = [10_000, 100_000, 1_000_000] as const;

function plotsOf(measured: Measured): Readonly<Record<string, string>> {
  const of = (part: string, name: string) => measured.value(part, name);
  return {
    webhooks: dotPlot({
      title: 'Webhooks per second, until everything that follows was done',
      unit: 'webhooks/s',
      names: [],
      rows: CONTENDERS.map(({ part, name, label }) => ({
        label,
        values: [of(part, `${name}.sustained_median`)],
      })),
    }),
    acknowledgement: dotPlot({
      title: 'Time to the acknowledgement, 64 webhooks under way at once',
      unit: 'milliseconds',
      names: ['half are faster (p50)', '99 of 100 are (p99)'],
      rows: CONTENDERS.map(({ part, name, label }) => ({
        label,
        values: [of(part, `${name}.ack_p50_median`), of(part, `${name}.ack_p99_median`)],
      })),
    }),
    'stored-messages': linePlot({
      title: 'What one message costs as messages pile up',
      unit: 'µs',
      of: 'messages stored',
      steps: STORED,
      series: [
        { name: 'of the clock', values: STORED.map((stored) => of('flat', `stored_${stored}.wall_median`)) },
        { name: 'of the cores', values: STORED.map((stored) => of('flat', `stored_${stored}.cpu_median`)) },
      ],
    }),
    answers: dotPlot({
      title: `Answers of the store with ${messagesOf(measured).toLocaleString('en-US')} messages in it`,
      unit: 'milliseconds',
      dashes: 'what is wanted of p99',
      names: ['p50', 'p99'],
      rows: answersOf(measured),
    }),
  };
}

function messagesOf(measured: Measured): number {
  return Number(measured.lines('million', 'search.document')[0]?.['messages'] ?? 0);
}

function answersOf(measured: Measured) {
  const slowest = (label: string, name: string, wanted: number) => {
    const [found] = measured.lines('million', `lists.${name}.slowest_p99`);
    return { label, values: [Number(found?.['p50Ms'] ?? Number.NaN), found?.value], wanted };
  };
  const asked = (label: string, question: string) => {
    const found = measured.lines('million', 'lists.store.p99').find((line) => line['question'] === question);
    return { label, values: [Number(found?.['p50Ms'] ?? Number.NaN), found?.value], wanted: 20 };
  };
  return [
    asked('newest 50 of a conversation', 'newest messages'),
    asked('50 from its middle', 'messages in the middle'),
    asked('50 conversations, newest', 'list none by updated'),
    slowest('slowest list of conversations', 'store', 20),
    slowest('slowest search', 'search', 150),
  ].filter(({ values }) => values.every((value) => value !== undefined && !Number.isNaN(value)));
}

function figuresOf(measured: Measured, plots: Readonly<Record<string, string>>): string {
  const image = (name: string, says: string) => (plots[name] === '' ? '' : `![${says}](performance/${name}.svg)`);
  return [
    machineSentence(measured),
    '### What is wanted, and what was measured',
    wantedTable(measured),
    '### All that took the load',
    image('webhooks', 'Webhooks per second of each contender'),
    contenderTable(measured),
    image('acknowledgement', 'Time to the acknowledgement of each contender, p50 and p99'),
    'Rows of different parts were measured minutes apart, beside their own floor. Only what took turns may be divided:',
    turnsTable(measured),
    startsTable(measured) === '' ? '' : '### From a message to a workflow',
    startsTable(measured),
    plots['stored-messages'] === '' && plots['answers'] === '' ? '' : '### With messages stored',
    image('stored-messages', 'Time of the clock and of the cores for one message with 10,000, 100,000 and 1,000,000 messages stored'),
    image('answers', 'Lists and searches with a million messages stored, p50 and p99'),
  ].filter((part) => part !== '').join('\n\n'); // prettier-ignore
}

const [file] = process.argv.slice(2);
if (file === undefined || !existsSync(file)) {
  console.error('Which lines? node launch.mjs test/bench/plot.ts <lines.jsonl>');
  process.exit(2);
}
const measured = readLines(file);
const plots = plotsOf(measured);
mkdirSync(PLOTS, { recursive: true });
for (const [name, svg] of Object.entries(plots)) {
  const plot = path.join(PLOTS, `${name}.svg`);
  // What was not measured is not shown from an earlier run.
  if (svg === '') rmSync(plot, { force: true });
  else writeFileSync(plot, svg);
}
const page = readFileSync(PAGE, 'utf8');
const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
if (before < 0 || after < before) throw new Error(`${PAGE} has lost the place for its figures`);
const written = `${page.slice(0, before + BEGIN.length)}\n\n${figuresOf(measured, plots)}\n\n${page.slice(after)}`;
writeFileSync(PAGE, await format(written, { ...(await resolveConfig(PAGE)), filepath: PAGE }));
