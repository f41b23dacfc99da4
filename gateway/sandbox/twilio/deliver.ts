import type { WebhookOutcome } from '../webhook-sender.ts';

/** What a webhook was answered with. */
export interface WebhookAnswer {
  readonly contentType: string;
  readonly body: string;
}

/** How it ended, and the answer where one came. */
export interface Delivery {
  readonly outcome: WebhookOutcome;
  readonly answer?: WebhookAnswer;
}

type Fault = 'ct' | 'rt' | '4xx' | '5xx';

/** How Twilio calls an address: what counts as a reason to try again, how often, and how long it waits. */
export interface Connection {
  readonly retries: number;
  readonly retriesOn: readonly (Fault | 'all')[];
  /** For the first byte of an answer. */
  readonly readMs: number;
  /** For all tries together. */
  readonly totalMs: number;
}

/**
 * Twilio's settings for an address, which its fragment may override: `#rc=3&rp=all&rt=5000`. By default one more try, and only where no
 * connection came about. https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */
export function connectionOf(url: string): Connection {
  const fragment = new URLSearchParams(new URL(url).hash.slice(1));
  const number = (name: string, least: number, most: number, usual: number): number => {
    const value = Number(fragment.get(name) ?? Number.NaN);
    return Number.isInteger(value) && value >= least && value <= most ? value : usual;
  };
  const wanted = (fragment.get('rp') ?? 'ct').split(',');
  const retriesOn = (['ct', 'rt', '4xx', '5xx', 'all'] as const).filter((fault) => wanted.includes(fault));
  return {
    retries: number('rc', 0, 5, 1),
    retriesOn,
    readMs: number('rt', 100, 15_000, 15_000),
    totalMs: number('tt', 100, 15_000, 15_000),
  };
}

/**
 * Posts a webhook. Anything but a 2xx that the policy does not retry is lost for good (Twilio's debugger then shows error 11200). Never
 * throws.
 */
export async function deliver(
  url: string,
  request: { readonly body: string; readonly headers: Readonly<Record<string, string>> },
  connection: Connection,
  signal: AbortSignal,
): Promise<Delivery> {
  const whole = AbortSignal.any([signal, AbortSignal.timeout(connection.totalMs)]);
  let status: number | null = null;
  let tries = 0;
  while (tries <= connection.retries && !whole.aborted) {
    tries += 1;
    const answer = await postOnce(url, request, AbortSignal.any([whole, AbortSignal.timeout(connection.readMs)]));
    if (typeof answer !== 'string') {
      status = answer.status;
      if (status >= 200 && status < 300) return { outcome: { is: 'delivered', tries }, answer: answer.said };
    }
    const fault = typeof answer === 'string' ? answer : answer.status >= 500 ? '5xx' : '4xx';
    if (!connection.retriesOn.includes('all') && !connection.retriesOn.includes(fault)) break;
  }
  return { outcome: { is: 'given_up', tries, status } };
}

async function postOnce(
  url: string,
  request: Parameters<typeof deliver>[1],
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly said: WebhookAnswer } | 'ct' | 'rt'> {
  try {
    const response = await fetch(url, { method: 'POST', ...request, redirect: 'manual', signal });
    const contentType = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
    return { status: response.status, said: { contentType, body: await response.text() } };
  } catch (error) {
    return hasNoConnection(error) ? 'ct' : 'rt';
  }
}

const NO_CONNECTION = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

function hasNoConnection(error: unknown): boolean {
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
  return typeof cause === 'object' && cause !== null && 'code' in cause && NO_CONNECTION.has(String(cause.code));
}

/**
 * The messages an answer sends: Twilio takes TwiML, and plain text as one message. What a webhook is answered with is therefore never
 * without meaning. https://www.twilio.com/docs/messaging/twiml
 */
export function repliesIn(answer: WebhookAnswer): readonly string[] {
  if (answer.contentType === 'text/plain') return answer.body.trim() === '' ? [] : [answer.body];
  if (!/^(text|application)\/xml$/.test(answer.contentType)) return [];
  return [...answer.body.matchAll(/<Message\b[^>]*>([\s\S]*?)<\/Message>/g)].map(([, inside = '']) => textOfXml(inside));
}

function textOfXml(xml: string): string {
  const body = /<Body>([\s\S]*?)<\/Body>/.exec(xml)?.[1] ?? xml;
  const plain = body.replaceAll(/<[^>]*>/g, '');
  const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return plain.replaceAll(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole).trim();
}
