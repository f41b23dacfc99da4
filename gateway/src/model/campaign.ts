/** What the pages of a campaign are counted by (https://support.google.com/analytics/answer/10917952). */
export const UTM_FIELDS = ['source', 'medium', 'campaign', 'term', 'content'] as const;
export type Utm = Partial<Record<(typeof UTM_FIELDS)[number], string>>;

/** Where a campaign leads, and what its link carries. */
export interface Entry {
  /** Names the campaign within its channel, for good: it stands on paper. */
  readonly ref: string;
  /** What stands in the customer's input when they come; null: nothing of ours. */
  readonly text: string | null;
  /** The page with the widget. */
  readonly pageUrl: string | null;
  readonly utm: Utm;
}

/**
 * A ref that every platform carries: Messenger's letters (https://developers.facebook.com/docs/messenger-platform/discovery/m-me-links) and
 * the length of WeChat's scenes (https://developers.weixin.qq.com/doc/offiaccount/Account_Management/Generating_a_Parametric_QR_Code.html).
 */
export const REF = /^[A-Za-z0-9_-]{3,64}$/;

/** A ref as a customer's first message has it, where the platform carries nothing but text. */
const CODE = /#([A-Za-z0-9_-]{3,64})(?![A-Za-z0-9_-])/g;
/** More hashes than this are somebody's own. */
const MOST_CODES = 5;

/** The text with the campaign's code, by which the message is known when it comes. One that has it already stays as it is. */
export function textWithCode({ text, ref }: Pick<Entry, 'text' | 'ref'>): string {
  const own = text ?? '';
  if (codesIn(own).includes(ref)) return own;
  return own === '' ? `#${ref}` : `${own} (#${ref})`;
}

/** What in a text may be a campaign's code, in order. */
export function codesIn(text: string): readonly string[] {
  if (!text.includes('#')) return [];
  const codes: string[] = [];
  for (const [, code] of text.matchAll(CODE)) {
    if (code !== undefined && codes.push(code) === MOST_CODES) break;
  }
  return codes;
}

/** The page's address with the ref and the UTM fields; what the address has of them already is replaced. */
export function pageAddress(pageUrl: string, { ref, utm }: Pick<Entry, 'ref' | 'utm'>): string {
  const url = new URL(pageUrl);
  url.searchParams.set('ref', ref);
  for (const field of UTM_FIELDS) {
    const value = utm[field];
    if (value !== undefined) url.searchParams.set(`utm_${field}`, value);
  }
  return url.href;
}
