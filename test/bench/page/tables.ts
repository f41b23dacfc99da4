import type { Measured } from './lines.ts';
import { readable } from './svg.ts';

/** A server that took the load, as the bench calls it and as the page does. */
interface Contender {
  readonly part: string;
  readonly name: string;
  readonly label: string;
}

export const CONTENDERS: readonly Contender[] = [
  { part: 'ingest', name: 'floor', label: 'the floor' },
  { part: 'ingest', name: 'parley', label: 'Parley, SQLite' },
  { part: 'postgres', name: 'postgres_1', label: 'Parley, PostgreSQL' },
  { part: 'postgres', name: 'postgres_2', label: 'two on one PostgreSQL' },
  { part: 'postgres', name: 'postgres_4', label: 'four on one PostgreSQL' },
  { part: 'fan-out', name: 'fan_out', label: 'Parley, SQLite, 50 subscriptions' },
  { part: 'chat-sdk', name: 'chat_sdk_first', label: 'Chat SDK, answering first' },
  { part: 'chat-sdk', name: 'chat_sdk_last', label: 'Chat SDK, answering last' },
  { part: 'n8n-trigger', name: 'n8n_trigger', label: 'n8n’s WhatsApp trigger' },
];

/** Those that were measured, and with which others in turns: only such may be compared by their ratio. */
export const TURNS: readonly (readonly [label: string, part: string, ours: string, other: string, multiple: string])[] = [
  ['Parley on SQLite to the floor', 'ingest', 'parley', 'floor', 'ratio'],
  ['Parley on PostgreSQL to the floor', 'postgres', 'postgres_1', 'postgres_1.floor', 'postgres_1.ratio'],
  ['two on one PostgreSQL to the floor', 'postgres', 'postgres_2', 'postgres_2.floor', 'postgres_2.ratio'],
  ['four on one PostgreSQL to the floor', 'postgres', 'postgres_4', 'postgres_4.floor', 'postgres_4.ratio'],
  ['Parley on SQLite to the Chat SDK', 'chat-sdk', 'parley', 'chat_sdk_last', 'multiple'],
  ['Parley on the same PostgreSQL to the Chat SDK', 'chat-sdk', 'parley_postgres', 'chat_sdk_last', 'multiple_postgres'],
  ['Parley on SQLite to n8n’s WhatsApp trigger', 'n8n-trigger', 'parley', 'n8n_trigger', 'multiple'],
];

/** What is wanted: as the verdicts name it, as people say it, and on which side of the limit it must be. */
const WANTED: readonly (readonly [part: string, name: string, says: string, side: '≥' | '<', unit: string])[] = [
  ['ingest', 'ratio', 'webhooks per second on SQLite, delivery on, as a share of the floor', '≥', ''],
  ['ingest', 'ack_p99_ms', 'acknowledgement under full load, p99', '<', 'ms'],
  ['ingest', 'rss_idle_mb', 'memory of an idle gateway', '<', 'MB'],
  ['ingest', 'rss_under_load_mb', 'memory under full load', '<', 'MB'],
  ['ingest', 'cold_start_ms', 'from the start to ready, tables made', '<', 'ms'],
  ['chat-sdk', 'parley_to_chat_sdk', 'Parley to the Chat SDK', '≥', 'times'],
  ['n8n-trigger', 'parley_to_n8n', 'Parley to n8n’s own WhatsApp trigger', '≥', 'times'],
  ['n8n-trigger', 'execution_start_p50_ms', 'from the platform’s POST through Parley to the start of an n8n execution, p50', '<', 'ms'],
  ['million', 'list_p99_ms', 'slowest list of 50 with 1,000,000 messages stored, p99', '<', 'ms'],
  ['million', 'search_p99_ms', 'slowest search in 1,000,000 messages, p99', '<', 'ms'],
  ['million', 'rss_idle_mb', 'memory of an idle gateway with 1,000,000 messages stored', '<', 'MB'],
  ['flat', 'cpu_growth', 'time of the cores for a message with 1,000,000 stored, to that with 10,000', '<', 'times'],
  ['flat', 'wall_growth', 'time of the clock for a message, likewise', '<', 'times'],
  ['lists', 'list_p99_ms', 'slowest of the lists and counts of 100,000 open conversations, p99', '<', 'ms'],
  ['lists', 'search_p99_ms', 'slowest search in 240,000 messages, p99', '<', 'ms'],
  ['deadlines', 'deadline_latest_ms', 'latest of 1,000 deadlines in one second, 100,000 customers waiting', '<', 'ms'],
  ['deadlines', 'idle_cpu_percent', 'share of a core while 100,000 customers wait and nothing is due', '<', '%'],
  ['widget', 'widget_task_on_load_ms', 'longest task of a page that loads the widget', '<', 'ms'],
  ['widget', 'widget_rss_idle_mb', 'memory with 5,000 visitors connected', '<', 'MB'],
  ['widget', 'widget_announced_slowest_ms', 'an announcement to 5,000 visitors, until the last has it', '<', 'ms'],
];

/** What the sizes for trying it out have instead, so that no row says more than was measured. */
const QUICK_SIZES: Readonly<Record<string, readonly (readonly [full: string, quick: string])[]>> = {
  million: [['1,000,000', '100,000']],
  flat: [['1,000,000', '100,000']],
  deadlines: [['100,000', '20,000']],
  widget: [['5,000', '500']],
};

function saidOf(part: string, says: string, isQuick: boolean): string {
  return (isQuick ? (QUICK_SIZES[part] ?? []) : []).reduce((said, [full, quick]) => said.replace(full, quick), says);
}

type Cell = string | number | undefined;

function cell(value: Cell): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  return typeof value === 'number' ? readable(value) : value;
}

function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...rows.map((row) => row.map(cell))];
  return lines.map((columns) => `| ${columns.join(' | ')} |`).join('\n');
}

export function wantedTable(measured: Measured): string {
  const rows = WANTED.flatMap(([part, name, says, side, unit]) => {
    const found = measured.verdicts.find((verdict) => verdict.part === part && verdict.name === name);
    if (found === undefined) return [];
    const with_ = (value: number) => `${readable(value)}${unit === '' ? '' : ` ${unit}`}`;
    return [[saidOf(part, says, measured.isQuick), with_(found.value), `${side} ${with_(found.limit)}`, found.holds ? 'yes' : '**no**']];
  });
  return table(['figure', 'measured', 'wanted', 'holds'], rows);
}

export function contenderTable(measured: Measured): string {
  const rows = CONTENDERS.flatMap(({ part, name, label }) => {
    const of = (figure: string) => measured.value(part, `${name}.${figure}`);
    const acknowledged = of('webhooks_median');
    if (acknowledged === undefined) return [];
    return [
      [
        label,
        acknowledged,
        of('sustained_median'),
        of('ack_p50_median'),
        of('ack_p99_median'),
        of('cpu_per_webhook'),
        of('rss_under_load'),
      ],
    ];
  });
  const head = ['', 'acknowledged /s', 'sustained /s', 'ack p50, ms', 'ack p99, ms', 'CPU per webhook, µs', 'memory each, MB'];
  return table(head, rows);
}

export function turnsTable(measured: Measured): string {
  const rows = TURNS.flatMap(([label, part, ours, other, multiple]) => {
    const found = measured.value(part, multiple);
    if (found === undefined) return [];
    return [[label, measured.value(part, `${ours}.sustained_median`), measured.value(part, `${other}.sustained_median`), found]];
  });
  return table(['in turns in one run', 'first, /s', 'second, /s', 'ratio'], rows);
}

/** Ways into n8n, one message at a time: what comes before the execution begins. */
const WAYS: readonly (readonly [name: string, label: string])[] = [
  ['n8n_webhook', 'a POST to n8n’s own Webhook node, which checks and keeps nothing'],
  ['parley_trigger', 'a platform’s webhook through Parley to its trigger'],
  ['whatsapp_trigger', 'the same into n8n’s own WhatsApp trigger'],
];

/** Empty where n8n was not measured. */
export function startsTable(measured: Measured): string {
  const rows = WAYS.flatMap(([name, label]) => {
    const of = (figure: string) => measured.value('n8n-trigger', `${name}.${figure}`);
    return of('start_p50') === undefined ? [] : [[label, of('start_p50'), of('start_p99')]];
  });
  return rows.length === 0 ? '' : table(['until the execution starts', 'p50, ms', 'p99, ms'], rows);
}

/** The machine and all versions, in one sentence. */
export function machineSentence(measured: Measured): string {
  const of = (name: string) => String(measured.field(name) ?? 'unknown');
  const versions = [
    `Parley ${of('parley')}`,
    `Node ${of('node')}`,
    `SQLite ${of('sqlite')}`,
    `PostgreSQL ${of('postgres')}`,
    `n8n ${of('n8n')}`,
    `chat ${of('chat')} with its WhatsApp adapter ${of('chatWhatsapp')} and its PostgreSQL state ${of('chatState')}`,
  ];
  // Later parts also count what the one before them did.
  const loads = measured.verdicts.map(({ part }) => measured.value(part, 'load_before') ?? 0);
  const busy = loads.length === 0 ? 0 : Math.min(...loads);
  return [
    `${of('cores')} cores (${of('cpu')}), ${of('memoryGb')} GB, ${systemOf(of('os'))}. ${versions.join(', ')}.`,
    `In the minute before the bench, ${readable(busy)} processes on average wanted a core${busy > 1 ? ': **the machine was busy with other things, and these figures say less than they would alone**' : ''}.`,
    ...(measured.isQuick ? ['**These are the sizes for trying the bench out (`--quick`), not its full ones.**'] : []),
  ].join(' ');
}

/** Name and version, without what a distribution or a provider has added to it. */
function systemOf(os: string): string {
  return /^\w+ \d+\.\d+/.exec(os)?.[0].replace(/^linux/, 'Linux') ?? os;
}
