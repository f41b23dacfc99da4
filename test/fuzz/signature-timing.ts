import { createHmac } from 'node:crypto';
import { describeMachine, percentile } from '../bench/figures.ts';
import type { RawRequest } from '../../gateway/src/channels/channel.ts';
import { loadChannel } from '../../gateway/src/channels/registry.ts';
import type { Report } from '../faults/report.ts';
import { seededRandom } from '../support/seeded.ts';
import type { FuzzedPlatform } from './platforms.ts';
import { otherDigest } from './digests.ts';

/** RELIABILITY H2: 10,000 samples of each kind, and Welch's |t| under 4.5, as dudect has it (https://eprint.iacr.org/2016/1123). */
const SAMPLES = 10_000;
const MOST_T = 4.5;
const WARM_UP = 3_000;
/** So many samples of a kind must be left of a crop. */
const LEAST_LEFT = 100;
const ADDRESS = 'https://parley.example/webhooks/chn_1';

/** What is timed: signatures that are right, wrong from their first byte on, and wrong in their last byte alone. */
const KINDS = ['right', 'firstByte', 'lastByte'] as const;
type Kind = (typeof KINDS)[number];
type Subject = (kind: Kind) => unknown;

/**
 * Whether the time that a channel takes to judge a signature tells how much of it is right: what somebody would need who guesses one byte after
 * the other. A wrong signature may take another time than a right one, after which more is read; that is printed, and tells nobody anything that
 * the answer does not. The same is measured of a comparison that leaks, which must be found out: else the measurement is worth nothing.
 */
export async function timeSignatures(platforms: readonly FuzzedPlatform[], seed: number, report: Report): Promise<void> {
  const machine = describeMachine();
  const control = findLeak(leakySubject(), seed, 6);
  console.log(JSON.stringify({ timing: 'control', ...control, ...machine, seed }));
  report.check('a comparison that ends at the first difference is found out', control.t >= MOST_T, control);
  for (const platform of platforms) {
    const found = findLeak(await subjectOf(platform), seed, 1);
    console.log(JSON.stringify({ timing: platform.name, ...found, ...machine, seed }));
    report.check(`${platform.name}: how much of a signature is right does not show in the time (|t| < ${MOST_T})`, found.t < MOST_T, found);
  }
}

interface Found {
  /** The first byte wrong against the last byte wrong. */
  readonly t: number;
  readonly rightAgainstWrong: number;
  readonly samples: number;
  readonly medianNs: number;
}

/**
 * Measures, and where the sign of a leak is not clear measures anew with four times as many: a leak then shows twice as clearly, and chance
 * does not come twice.
 *
 * @param rounds after how many the search for a leak is given up; 1: only what looks like one is looked at again
 */
function findLeak(subject: Subject, seed: number, rounds: number): Found {
  let found = measure(subject, SAMPLES, seed);
  for (let round = 1; rounds > 1 && round < rounds && found.t < MOST_T; round++)
    found = measure(subject, SAMPLES * 2 ** round, seed + round);
  if (rounds === 1 && found.t >= MOST_T) found = measure(subject, SAMPLES * 4, seed + 1);
  return found;
}

function measure(subject: Subject, samples: number, seed: number): Found {
  const random = seededRandom(seed);
  const order = KINDS.flatMap((kind) => Array.from({ length: samples }, () => kind));
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const [a, b] = [order[i], order[j]];
    if (a !== undefined && b !== undefined) [order[i], order[j]] = [b, a];
  }
  const times: Record<Kind, number[]> = { right: [], firstByte: [], lastByte: [] };
  for (const kind of order.slice(0, WARM_UP)) subject(kind);
  for (const kind of order) {
    const startedAt = process.hrtime.bigint();
    subject(kind);
    times[kind].push(Number(process.hrtime.bigint() - startedAt));
  }
  return {
    t: rounded(mostT(times.firstByte, times.lastByte)),
    rightAgainstWrong: rounded(mostT(times.right, [...times.firstByte, ...times.lastByte])),
    samples,
    medianNs: percentile(times.lastByte, 0.5),
  };
}

/** The largest |t| over several crops: what a machine does beside it makes a long tail, in which the difference is lost. */
function mostT(one: readonly number[], other: readonly number[]): number {
  const all = [...one, ...other].sort((a, b) => a - b);
  const crops = [1, 0.99, 0.95, 0.9, 0.75, 0.5].map((share) => all[Math.ceil(all.length * share) - 1] ?? Infinity);
  const cropped = crops.map((crop) => [one, other].map((times) => times.filter((time) => time <= crop)));
  // Where all of one kind take longer, a crop leaves nothing of it.
  const comparable = cropped.filter((pair) => pair.every((times) => times.length >= LEAST_LEFT));
  return Math.max(...comparable.map(([a = [], b = []]) => Math.abs(welch(a, b))));
}

function welch(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [momentsOf(one), momentsOf(other)];
  return (a.mean - b.mean) / Math.sqrt(a.variance / one.length + b.variance / other.length);
}

function momentsOf(values: readonly number[]): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) };
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

/** A channel's own `verify` over a genuine body of its platform. */
async function subjectOf(platform: FuzzedPlatform): Promise<Subject> {
  const { type, provider } = platform.channel;
  const channel = await loadChannel(String(type), typeof provider === 'string' ? provider : null);
  const settings: unknown = channel?.settings.parse(platform.settings);
  const [body = Buffer.alloc(0)] = platform.seeds();
  const signed = platform.sign(body, ADDRESS);
  const now = Date.now();
  const requestWith = (kind: Kind): RawRequest => {
    const changed = (value: string) => (kind === 'right' ? flat(value) : flat(otherDigest(value, kind)));
    const search = signed.search.replace(/(msg_signature=)([0-9a-f]+)/, (_all, name: string, digest: string) => name + changed(digest));
    const headers = Object.fromEntries(Object.entries(signed.headers).map(([name, value]) => [name, changed(value)]));
    const query = Object.fromEntries([...new URLSearchParams(search)].map(([name, value]) => [name, flat(value)]));
    return { method: 'POST', url: ADDRESS + search, query, headers, body: signed.body };
  };
  const requests: Readonly<Record<Kind, RawRequest>> = {
    right: requestWith('right'),
    firstByte: requestWith('firstByte'),
    lastByte: requestWith('lastByte'),
  };
  const verdicts = KINDS.map((kind) => channel?.verify(requests[kind], settings, now).is).join();
  if (verdicts !== 'genuine,forged,forged') throw new Error(`${platform.name} judges ${verdicts}`);
  return (kind) => channel?.verify(requests[kind], settings, now);
}

/** The same work with a comparison that stops at the first character that differs. */
function leakySubject(): Subject {
  const body = Buffer.alloc(600, 'parley');
  const digest = createHmac('sha256', 'secret').update(body).digest('hex');
  const given: Readonly<Record<Kind, string>> = {
    right: flat(digest),
    firstByte: flat(otherDigest(digest, 'firstByte')),
    lastByte: flat(otherDigest(digest, 'lastByte')),
  };
  return (kind) => {
    const expected = createHmac('sha256', 'secret').update(body).digest('hex');
    const actual = given[kind];
    for (let i = 0; i < expected.length; i++) if (expected[i] !== actual[i]) return false;
    return true;
  };
}

/** Texts that are put together are kept in pieces at first, and reading such a one takes its own time. */
const flat = (text: string): string => Buffer.from(text, 'latin1').toString('latin1');
