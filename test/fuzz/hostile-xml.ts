import { createHash } from 'node:crypto';
import { describeMachine } from '../bench/figures.ts';
import type { Report } from '../faults/report.ts';
import { NOBODY, callApi } from '../support/gateway-api.ts';
import type { GatewayProcess } from '../support/gateway-process.ts';
import { faultsIn, postAll, requestOf, rowsOf } from './posting.ts';

const TOKEN = 'xml-token-made-up';
/** RELIABILITY H5. */
const MOST_MORE_MB = 10;
const TIMES = 5;
const PASSES = 3;

const about = (content: string) =>
  `<xml><ToUserName>gh_5</ToUserName><FromUserName>oFive</FromUserName><CreateTime>1790000001</CreateTime><MsgType>text</MsgType><Content>${content}</Content><MsgId>5550001</MsgId></xml>`;

/** A text of about so many bytes. */
const padded = (bytes: number, piece: string) => piece.repeat(Math.floor(bytes / piece.length));

const LOL = [...'bcdefghij'].map((name, at) => `<!ENTITY ${name} "${`&${'abcdefghi'[at] ?? 'a'};`.repeat(10)}">`).join('');
const NEAR_LIMIT = 60 * 1024;

/** Documents that cost a careless reader its memory, its time, or its secrets. */
const HOSTILE: Readonly<Record<string, string>> = {
  'a billion laughs': `<!DOCTYPE x [<!ENTITY a "lol">${LOL}]>${about('&j;')}`,
  'one long entity many times (quadratic)': `<!DOCTYPE x [<!ENTITY a "${padded(30_000, 'a')}">]>${about(padded(30_000, '&a;'))}`,
  'numeric entities up to the limit': about(padded(NEAR_LIMIT, '&#65;')),
  'numeric entities that name no character': about(padded(NEAR_LIMIT, '&#x110000;')),
  'an external entity': `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>${about('&a;')}`,
  'an external entity from an address': `<!DOCTYPE x [<!ENTITY a SYSTEM "${NOBODY}/secret">]>${about('&a;')}`,
  'an external DTD': `<!DOCTYPE x SYSTEM "${NOBODY}/evil.dtd">${about('hello')}`,
  'parameter entities': `<!DOCTYPE x [<!ENTITY % a SYSTEM "${NOBODY}/evil.dtd"> %a;]>${about('hello')}`,
  'many elements': `<xml>${padded(NEAR_LIMIT, '<a/>')}</xml>`,
  'many levels': `${padded(NEAR_LIMIT / 2, '<a>')}`,
  'many attributes': `<xml ${padded(NEAR_LIMIT, 'a="1" ')}/>`,
  'a comment without an end': `<xml><!-- ${padded(NEAR_LIMIT, '-')}`,
  'CDATA without an end': `<xml><a><![CDATA[${padded(NEAR_LIMIT, ']')}`,
  'many beginnings of tags': padded(NEAR_LIMIT, '<'),
  'ten MiB': about(padded(10 * 1024 * 1024, 'x')),
};

/**
 * Under the 5 MiB that any webhook may have, which are read whole before the channel sees that it is no document of WeChat's. How much memory
 * that takes is printed.
 */
const A_MILLION = about(padded(5_000_000, '&#65;'));

/**
 * RELIABILITY H5. Posts them to a WeChat channel in plain mode, where whoever has seen one request can put any body behind its signature, so
 * that each reaches the reader: it is answered, and costs no more memory than a harmless one of its size.
 */
export async function postHostileXml(gateway: GatewayProcess, seed: number, report: Report): Promise<void> {
  const { id } = await callApi<{ id: string }>(gateway, 'POST', '/channels', {
    type: 'wechat',
    name: 'Hostile XML',
    settings: { appId: 'wx5550000000000001', appSecret: 'xml-secret-made-up', token: TOKEN, apiBaseUrl: NOBODY },
  });
  const signed = (body: string) => {
    const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), '5550123'];
    const signature = createHash('sha1').update([TOKEN, timestamp, nonce].sort().join('')).digest('hex');
    const search = `?${new URLSearchParams({ signature, timestamp, nonce }).toString()}`;
    return requestOf(id, 'text/xml', { headers: {}, search, body: Buffer.from(body) });
  };
  const usual = await postAll(gateway.port, 500, () => signed(about('hello')));
  report.check('a harmless document is taken', usual['200'] === 500, usual);
  // What a request of such a size needs, hostile or not, is there before memory is measured.
  for (const body of Object.values(HOSTILE)) {
    const harmless = signed(about('x'.repeat(body.length)));
    await postAll(gateway.port, TIMES, () => harmless);
  }
  const rows = await rowsOf(gateway);

  const answered: Record<string, { status: string; ms: number }> = {};
  // A reader that lets documents expand needs more each time; what the memory's own housekeeping adds, it adds once.
  const morePerPass: number[] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    const atFirst = gateway.memory().rssMb;
    for (const [name, body] of Object.entries(HOSTILE)) {
      const request = signed(body);
      for (let i = 0; i < TIMES; i++) {
        const startedAt = performance.now();
        const status = Object.keys(await postAll(gateway.port, 1, () => request)).join();
        const ms = Math.min(answered[name]?.ms ?? Infinity, Math.round((performance.now() - startedAt) * 10) / 10);
        answered[name] = { status, ms };
      }
    }
    morePerPass.push(Math.round((gateway.memory().rssMb - atFirst) * 10) / 10);
  }
  const moreMb = Math.min(...morePerPass);
  const before = gateway.memory().rssMb;
  const startedAt = performance.now();
  const million = await postAll(gateway.port, TIMES, () => signed(A_MILLION));
  const aMillion = {
    million,
    ms: Math.round((performance.now() - startedAt) / TIMES),
    moreMb: Math.round(gateway.memory().rssMb - before),
  };
  const largestMs = Math.max(...Object.values(answered).map(({ ms }) => ms));
  console.log(
    JSON.stringify({ xml: Object.keys(HOSTILE).length, moreMb, morePerPass, largestMs, aMillion, answered, ...describeMachine(), seed }),
  );
  const odd = Object.entries(answered).filter(([, { status }]) => !/^(200|4\d\d)$/.test(status));
  report.check('each hostile document is answered 200 or 4xx', odd.length === 0, odd);
  report.check('a million entities are refused', million['413'] === TIMES, million);
  report.check(`they take less than ${MOST_MORE_MB} MiB more memory than harmless documents of their sizes`, moreMb < MOST_MORE_MB, moreMb);
  const after = await rowsOf(gateway);
  report.check('what names entities or never ends is stored nowhere', withoutMessages(after) === withoutMessages(rows), { rows, after });
  const faults = faultsIn(gateway);
  report.check('nothing went wrong inside', faults.length === 0, faults.slice(0, 3));
}

const withoutMessages = (rows: string) => rows.replace(/(messages|webhooks|inbox) \d+/g, '$1');
