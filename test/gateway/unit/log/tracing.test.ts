import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { createLogger } from '../../../../gateway/src/log/logger.ts';
import { createTracing, traceOfEvent } from '../../../../gateway/src/log/tracing.ts';

const SOURCE = path.join(import.meta.dirname, '../../../../gateway/src');
const TRACEPARENT = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;

interface SentSpan {
  readonly name: string;
  readonly traceId: string;
  readonly parentSpanId?: string;
  readonly status: { readonly code: number; readonly message?: string };
  readonly attributes: readonly { readonly key: string; readonly value: unknown }[];
}

/** @param why why the receiver takes nothing */
async function tracing({ ratio = 1, why }: { readonly ratio?: number; readonly why?: () => string | undefined } = {}) {
  const sent: SentSpan[] = [];
  const logged: string[] = [];
  const one = await createTracing({
    ...{ serviceName: 'parley', instanceId: 'one', ratio },
    log: createLogger({ level: 'info', stream: { write: (line) => void logged.push(line) } }),
    send(body) {
      const refusal = why?.();
      if (refusal === undefined) for (const { scopeSpans } of JSON.parse(body.toString()).resourceSpans) for (const { spans } of scopeSpans) sent.push(...spans); // prettier-ignore
      return Promise.resolve(refusal);
    },
  });
  return { one, sent, logged };
}

test('spans belong to what they are begun in, and a stop sends what is left', async () => {
  const { one, sent } = await tracing();
  await one.span('outer', { parent: null }, async (outer) => {
    expect(one.current()).toBe(outer.traceparent);
    one.piece('inner', {}, () => undefined);
    one.outside(() => expect(one.current()).toBeUndefined());
    await one.span('elsewhere', { parent: TRACEPARENT }, () => Promise.resolve());
  });
  expect(sent).toEqual([]);
  await one.stop();
  const [inner, elsewhere, outer] = sent;
  expect([inner?.traceId, elsewhere?.traceId]).toEqual([outer?.traceId, 'a'.repeat(32)]);
  expect(outer?.parentSpanId).toBeUndefined();
});

test('what fails is marked by its kind, and its sentence is told to nobody', async () => {
  const { one, sent } = await tracing();
  const failing = one.span('failing', { parent: null }, () => Promise.reject(new RangeError('canary of a sentence')));
  await expect(failing).rejects.toThrow('canary');
  await one.stop();
  expect(sent).toMatchObject([{ status: { code: 2 }, attributes: [{ key: 'error.type', value: { stringValue: 'RangeError' } }] }]);
  expect(JSON.stringify(sent)).not.toContain('canary');
});

test('of a trace that is not kept nothing is sent, here or by those it goes on to', async () => {
  const { one, sent } = await tracing({ ratio: 0 });
  const left = await one.span('not kept', { parent: null }, (span) => Promise.resolve(span.traceparent));
  expect(left).toMatch(/-00$/);
  await one.span('its delivery', { parent: left }, () => Promise.resolve());
  await one.span('somebody else’s', { parent: TRACEPARENT }, () => Promise.resolve());
  await one.stop();
  expect(sent.map(({ name }) => name)).toEqual(['somebody else’s']);
});

test('a parent that is no traceparent begins a trace', async () => {
  const { one, sent } = await tracing();
  for (const parent of ['', 'ff', `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`, `${TRACEPARENT}-more`, TRACEPARENT.toUpperCase()]) {
    await one.span('begins', { parent }, () => Promise.resolve());
  }
  await one.stop();
  expect(sent.map(({ parentSpanId }) => parentSpanId)).toEqual([undefined, undefined, undefined, undefined, undefined]);
});

test('a receiver that takes nothing is told of once, and fails nothing', async () => {
  const { one, logged } = await tracing({ why: () => 'the receiver answered 503' });
  await one.span('lost', { parent: null }, () => Promise.resolve());
  await one.stop();
  expect(logged.map((line) => JSON.parse(line))).toMatchObject([{ level: 'warn', why: 'the receiver answered 503' }]);
});

test('an event’s trace is found at its end, and nowhere in what people wrote', () => {
  const envelope = (data: object) => `{"id":"evt_1","data":${JSON.stringify(data)}}`;
  expect(traceOfEvent(envelope({ message: { text: 'hello' }, traceparent: TRACEPARENT }))).toBe(TRACEPARENT);
  expect(traceOfEvent(envelope({ message: { text: `,"traceparent":"${TRACEPARENT}"}}` } }))).toBeUndefined();
  expect(traceOfEvent(envelope({ contact: { attributes: { a: 1, traceparent: TRACEPARENT } } }))).toBeUndefined();
  expect(traceOfEvent(envelope({ contact: {}, to: `,"traceparent":"${TRACEPARENT}` }))).toBeUndefined();
});

test('nobody loads OpenTelemetry who does not ask for traces', () => {
  const files = readdirSync(SOURCE, { recursive: true, withFileTypes: true }).filter((one) => one.isFile() && one.name.endsWith('.ts'));
  const loading = files.filter((one) => /^import (?!type\b)[^;]*'@opentelemetry\//m.test(readFileSync(path.join(one.parentPath, one.name), 'utf8'))); // prettier-ignore
  expect(loading.map((one) => one.name)).toEqual([]);
  expect(readFileSync(path.join(SOURCE, 'log/tracing.ts'), 'utf8')).toContain("import('@opentelemetry/sdk-trace-base')");
});
