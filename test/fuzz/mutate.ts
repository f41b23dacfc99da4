/** Makes one damaged body of a genuine one. */
export type Mutation = (body: Buffer, random: () => number) => Buffer;

const pick = <Item>(random: () => number, items: readonly Item[]): Item => {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
};
const place = (random: () => number, length: number): number => Math.floor(random() * Math.max(1, length));

function flipBits(body: Buffer, random: () => number): Buffer {
  const damaged = Buffer.from(body);
  for (let i = 0; i <= place(random, 8); i++) {
    const at = place(random, damaged.length);
    damaged[at] = (damaged[at] ?? 0) ^ (1 << place(random, 8));
  }
  return damaged;
}

const truncate: Mutation = (body, random) => body.subarray(0, place(random, body.length));

/** A piece of the body comes a second time, somewhere: repeated keys, elements and parameters among them. */
function repeatPiece(body: Buffer, random: () => number): Buffer {
  const from = place(random, body.length);
  const piece = body.subarray(from, from + 1 + place(random, 200));
  const at = place(random, body.length);
  return Buffer.concat([body.subarray(0, at), piece, body.subarray(at)]);
}

/** What a type may be taken for, a number be as large as, a text hold. All valid in a JSON text. */
const VALUES = [
  'null', 'true', '0', '-1', '1e308', '-1e308', '1e999', '9007199254740993', '18446744073709551616', '0.1', '""', '[]', '{}', '[[]]',
  '{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}', '"\\ud83d"', '"\\ude00\\ud83d"', '"\\u0000"', '"\\u202e"',
  '"%s%n%x"', '"../../etc/passwd"', '"<script>alert(1)</script>"', '"\'; drop table messages; --"', '"http://169.254.169.254/"',
  `"${'a'.repeat(70_000)}"`, `${'['.repeat(5000)}${']'.repeat(5000)}`, `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`,
] as const; // prettier-ignore

/** What stands for a value, by how a body begins: JSON, XML, or a form. */
function formOf(text: string): { readonly values: RegExp; readonly write: (value: string) => string } {
  const start = text.trimStart()[0];
  if (start === '{' || start === '[')
    return { values: /(?<=:\s*)("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)/g, write: (value) => value };
  if (start === '<') return { values: /(?<=>)[^<\s][^<]*(?=<)|(?<=CDATA\[)[^\]]+/g, write: (value) => value };
  return { values: /(?<==)[^&]*(?=&|$)/g, write: (value) => encodeURIComponent(value.toWellFormed()) };
}

/** Another value in the place of one; the body stays readable. */
function swapValue(body: Buffer, random: () => number): Buffer {
  const text = body.toString('utf8');
  const { values, write } = formOf(text);
  const found = [...text.matchAll(values)];
  if (found.length === 0) return flipBits(body, random);
  const chosen = pick(random, found);
  return Buffer.from(text.slice(0, chosen.index) + write(pick(random, VALUES)) + text.slice(chosen.index + chosen[0].length));
}

const PIECES = [
  '\u0000', '\ufeff', '\r\n', '{', '}', '[', ']', '"', ',', ':', '<', '>', '&', '=', '%', '%ZZ', '&#x0;', '&#0;', '<![CDATA[', ']]>', '<!--',
  '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>', '<!ENTITY x SYSTEM "file:///etc/passwd">', '&x;', '<a>'.repeat(2000),
  '\\ud800', '\\uDFFF', '"a":1,"a":2,', '__proto__', '[0]=1&[1]=2', '&&&===',
] as const; // prettier-ignore

function insertPiece(body: Buffer, random: () => number): Buffer {
  const at = place(random, body.length + 1);
  return Buffer.concat([body.subarray(0, at), Buffer.from(pick(random, PIECES)), body.subarray(at)]);
}

function removePiece(body: Buffer, random: () => number): Buffer {
  const from = place(random, body.length);
  return Buffer.concat([body.subarray(0, from), body.subarray(from + 1 + place(random, 60))]);
}

function garbage(_body: Buffer, random: () => number): Buffer {
  return Buffer.from(Array.from({ length: place(random, 2000) }, () => place(random, 256)));
}

export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  flipBits,
  truncate,
  repeatPiece,
  swapValue,
  insertPiece,
  removePiece,
  garbage,
};

/** One to four mutations of a body, the same for the same random numbers. */
export function mutate(body: Buffer, random: () => number): Buffer {
  let damaged = body;
  // A genuine body now and then, so that damage meets what is stored already.
  const kind = random();
  if (kind < 0.03) return body;
  // Half of them stay readable, so that what reads them is tried and not only what refuses them.
  const among = kind < 0.5 ? [swapValue] : Object.values(MUTATIONS);
  for (let i = 0; i <= place(random, 4); i++) damaged = pick(random, among)(damaged, random);
  return damaged;
}
