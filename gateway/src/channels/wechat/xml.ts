/**
 * A reader for WeChat's XML, and only for it: elements without attributes, a few levels deep, with text and CDATA
 * (https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_standard_messages.html).
 *
 * Ours rather than fast-xml-parser because in the safe mode it reads bytes of anybody before they are proved: that library
 * takes 70 ms of our time for the worst 64 KiB (thousands of small elements), and has entities, attributes and namespaces that
 * WeChat never writes. Here a document type, a comment, an attribute, deep nesting or too many elements simply make the text
 * unreadable, which keeps the worst case at a few milliseconds.
 */
export type XmlValue = string | { readonly [name: string]: XmlValue | readonly XmlValue[] };

/** WeChat's deepest, the result of a mass send, has five levels. */
const MOST_LEVELS = 16;
/** The same event has some 200 elements; what has thousands is made to keep us busy. */
const MOST_ELEMENTS = 1000;
const DECLARATION = /^\uFEFF?\s*(?:<\?xml\s[^<>]*\?>\s*)?/;
/** Sticky, so that each is tried at one place only; none can match one text in two ways. */
const OPENING = /<([A-Za-z_][\w.-]*)\s*(\/?)>/y;
const CLOSING = /<\/([A-Za-z_][\w.-]*)\s*>/y;
const CDATA = '<![CDATA[';
const CDATA_END = ']]>';

interface Open {
  readonly name: string;
  readonly children: Map<string, XmlValue[]>;
  /** Texts between tags are indentation where there is CDATA or a child; else they are the value. */
  text: string;
  cdata: string | undefined;
}

/** What the root element holds, or undefined where the text is not of that kind. Linear in the text's length; never throws. */
export function readXml(text: string): XmlValue | undefined {
  let at = DECLARATION.exec(text)?.[0].length ?? 0;
  const open: Open[] = [];
  let elements = 0;
  while (at < text.length) {
    const inner = open.at(-1);
    if (text[at] !== '<') {
      const end = text.indexOf('<', at);
      if (inner === undefined || end === -1) return undefined;
      inner.text += text.slice(at, end);
      at = end;
    } else if (text.startsWith(CDATA, at)) {
      const end = text.indexOf(CDATA_END, at);
      if (inner === undefined || end === -1) return undefined;
      inner.cdata = (inner.cdata ?? '') + text.slice(at + CDATA.length, end);
      at = end + CDATA_END.length;
    } else if (text[at + 1] === '/') {
      const closing = matchAt(CLOSING, text, at);
      if (inner === undefined || closing?.[1] !== inner.name) return undefined;
      at += closing[0].length;
      open.pop();
      const parent = open.at(-1);
      if (parent === undefined) return text.slice(at).trim() === '' ? valueOf(inner) : undefined;
      add(parent, inner.name, valueOf(inner));
    } else {
      const opening = matchAt(OPENING, text, at);
      elements += 1;
      if (opening === null || open.length === MOST_LEVELS || elements > MOST_ELEMENTS) return undefined;
      const [whole, name = '', isEmpty] = opening;
      at += whole.length;
      if (isEmpty === '') open.push({ name, children: new Map(), text: '', cdata: undefined });
      else if (inner !== undefined) add(inner, name, '');
      else return text.slice(at).trim() === '' ? '' : undefined;
    }
  }
  return undefined;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function add(parent: Open, name: string, value: XmlValue): void {
  const known = parent.children.get(name);
  if (known === undefined) parent.children.set(name, [value]);
  else known.push(value);
}

function valueOf(element: Open): XmlValue {
  if (element.children.size === 0) return element.cdata ?? unescaped(element.text.trim());
  // `fromEntries` makes own properties, also of a name like `__proto__`.
  return Object.fromEntries([...element.children].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]));
}

/** The five that XML itself knows; there can be no others without a document type. */
const NAMED: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'", '&amp;': '&' };

function unescaped(text: string): string {
  return text.replace(/&(?:lt|gt|quot|apos|amp);/g, (name) => NAMED[name] ?? name);
}

/**
 * A flat XML document as WeChat writes and reads them: texts in CDATA, numbers bare, nested elements in their order. Characters that
 * XML cannot hold are left out.
 */
export function writeXml(elements: readonly XmlElement[]): string {
  return `<xml>${elements.map(element).join('')}</xml>`;
}
export type XmlElement = readonly [name: string, value: string | number | readonly XmlElement[]];

function element([name, value]: XmlElement): string {
  if (typeof value === 'number') return `<${name}>${value}</${name}>`;
  if (typeof value !== 'string') return `<${name}>${value.map(element).join('')}</${name}>`;
  const whole = value.toWellFormed().replace(FORBIDDEN, '').replaceAll(CDATA_END, ']]]]><![CDATA[>');
  return `<${name}>${CDATA}${whole}${CDATA_END}</${name}>`;
}

/** https://www.w3.org/TR/xml/#charsets */
// eslint-disable-next-line no-control-regex -- control characters are what XML cannot hold
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
