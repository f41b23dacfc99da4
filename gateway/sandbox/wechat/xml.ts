import type { JsonObject } from '../json.ts';
import type { WireFields, WireValue } from './wire.ts';
import { isList } from './wire.ts';

/** A webhook's body: text in CDATA, numbers bare, a list as an element that repeats. */
export function writeXml(fields: WireFields): string {
  return `<xml>${elements(fields)}\n</xml>`;
}

function elements(fields: WireFields): string {
  return Object.entries(fields)
    .map(([name, value]) => element(name, value))
    .join('');
}

function element(name: string, value: WireValue): string {
  if (typeof value === 'string') return `\n<${name}><![CDATA[${cdata(value)}]]></${name}>`;
  if (typeof value !== 'object') return `\n<${name}>${value}</${name}>`;
  if (isList(value)) return value.map((item) => element(name, item)).join('');
  return `\n<${name}>${elements(value)}\n</${name}>`;
}

/** Leaves out what XML 1.0 cannot hold, and splits the end mark: https://www.w3.org/TR/xml/#charsets, #sec-cdata-sect */
function cdata(text: string): string {
  return [...text.toWellFormed()]
    .filter((character) => isXmlCharacter(character.codePointAt(0) ?? 0))
    .join('')
    .replaceAll(']]>', ']]]]><![CDATA[>');
}

function isXmlCharacter(code: number): boolean {
  return code === 9 || code === 10 || code === 13 || (code >= 0x20 && code !== 0xfffe && code !== 0xffff);
}

const TOKEN = /<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<(\/?)([A-Za-z_][\w.-]*)\s*(\/?)>|([^<]+)/y;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

interface OpenElement {
  readonly name: string;
  readonly children: Map<string, unknown>;
  text: string;
}

/**
 * The inside of an `<xml>` document as an object: elements with elements in them are objects, the others text, one that repeats a
 * list. Undefined where it is no such document: open elements, attributes, a DOCTYPE, text before or after.
 */
export function readXml(document: string): JsonObject | undefined {
  const root: OpenElement = { name: '', children: new Map(), text: '' };
  const open = [root];
  TOKEN.lastIndex = 0;
  const text = document.trim();
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text);
    if (token === null) return undefined;
    const [, raw, slash, name, isEmpty, words] = token;
    const here = open.at(-1);
    if (here === undefined) return undefined;
    if (raw !== undefined) here.text += raw;
    else if (words !== undefined) here.text += words.replaceAll(/&(\w+);/g, (whole, entity: string) => ENTITIES[entity] ?? whole);
    else if (name !== undefined && slash === '/') {
      if (open.length === 1 || here.name !== name) return undefined;
      open.pop();
      const value = here.children.size > 0 ? Object.fromEntries(here.children) : here.text;
      add(open.at(-1) ?? root, name, value);
    } else if (name !== undefined && isEmpty === '/') add(here, name, '');
    else if (name !== undefined) open.push({ name, children: new Map(), text: '' });
  }
  const document_ = root.children.get('xml');
  const isWhole = open.length === 1 && root.children.size === 1 && root.text === '';
  return isWhole && isObjectLike(document_) ? document_ : undefined;
}

function add(parent: OpenElement, name: string, value: unknown): void {
  const before = parent.children.get(name);
  if (before === undefined) parent.children.set(name, value);
  else parent.children.set(name, Array.isArray(before) ? [...before, value] : [before, value]);
}

function isObjectLike(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
