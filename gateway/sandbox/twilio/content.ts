import type { Ids } from '../ids.ts';
import { isObject, textAt } from '../json.ts';
import { cutPage } from './paging.ts';
import type { Page } from './paging.ts';
import type { ApprovalResource, ContentResource } from './wire.ts';

/** A content as an account begins with it; `approval` where it was submitted to WhatsApp. */
export interface SampleContent {
  readonly sid: string;
  readonly friendlyName: string;
  readonly language: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, unknown>>;
  readonly approval?: { readonly category: 'UTILITY' | 'MARKETING'; readonly status: 'approved' | 'rejected'; readonly reason?: string };
}

/** The contents every sandbox account has: two that are approved, one that WhatsApp rejected. */
export const SAMPLE_CONTENTS: readonly SampleContent[] = [
  {
    sid: 'HX55500000000000000000000000000001',
    friendlyName: 'hello_again',
    language: 'en',
    variables: {},
    types: { 'twilio/text': { body: 'Hello! We have an answer to your question. Reply here and we will continue.' } },
    approval: { category: 'UTILITY', status: 'approved' },
  },
  {
    sid: 'HX55500000000000000000000000000002',
    friendlyName: 'order_update',
    language: 'en',
    variables: { '1': 'Ravi', '2': 'HB-1042' },
    types: {
      'twilio/quick-reply': {
        body: 'Hi {{1}}, your order {{2}} is on its way.',
        actions: [{ type: 'QUICK_REPLY', title: 'Where is it?', id: 'where_{{2}}' }],
      },
    },
    approval: { category: 'UTILITY', status: 'approved' },
  },
  {
    sid: 'HX55500000000000000000000000000003',
    friendlyName: 'spring_sale',
    language: 'en',
    variables: {},
    types: { 'twilio/text': { body: 'Everything must go!' } },
    approval: { category: 'MARKETING', status: 'rejected', reason: 'PROMOTIONAL' },
  },
];

interface Kept {
  readonly resource: ContentResource;
  approval: ApprovalResource | null;
}

/** The content resources of an account: https://www.twilio.com/docs/content/content-api-resources */
export interface ContentShelf {
  create(content: Pick<ContentResource, 'friendly_name' | 'language' | 'variables' | 'types'>, now: number): ContentResource;
  find(sid: string): ContentResource | undefined;
  remove(sid: string): boolean;
  approvalOf(sid: string): ApprovalResource;
  /** Hands it in to WhatsApp, which approves it at once. Undefined where there is no such content. */
  submit(sid: string, name: string, category: string): ApprovalResource | undefined;
  page(query: URLSearchParams): Page<ContentResource>;
}

/** A shelf with these contents on it. */
export function createContentShelf(accountSid: string, ids: Ids, samples: readonly SampleContent[], now: number): ContentShelf {
  const shelf = new Map<string, Kept>();
  const put = (sid: string, content: Parameters<ContentShelf['create']>[0], at: number): ContentResource => {
    const stamp = new Date(at).toISOString();
    const resource = { sid, account_sid: accountSid, ...content, date_created: stamp, date_updated: stamp };
    shelf.set(sid, { resource, approval: null });
    return resource;
  };
  for (const { sid, friendlyName, language, variables, types, approval } of samples) {
    put(sid, { friendly_name: friendlyName, language, variables, types }, now);
    const kept = shelf.get(sid);
    if (kept === undefined || approval === undefined) continue;
    const request = requestOf(kept.resource, friendlyName, approval.category);
    kept.approval = { ...request, status: approval.status, rejection_reason: approval.reason ?? '' };
  }
  return {
    create: (content, at) => put(`HX${ids.uuid().replaceAll('-', '')}`, content, at),
    find: (sid) => shelf.get(sid)?.resource,
    remove: (sid) => shelf.delete(sid),
    approvalOf: (sid) => shelf.get(sid)?.approval ?? UNSUBMITTED,
    submit(sid, name, category) {
      const kept = shelf.get(sid);
      if (kept === undefined) return undefined;
      const request = requestOf(kept.resource, name, category);
      kept.approval = { ...request, status: 'approved' };
      return request;
    },
    page: (query) => cutPage([...shelf.values()].map((kept) => kept.resource).toReversed(), query),
  };
}

const UNSUBMITTED: ApprovalResource = {
  name: '',
  category: '',
  content_type: '',
  status: 'unsubmitted',
  rejection_reason: '',
  allow_category_change: true,
};

function requestOf(content: ContentResource, name: string, category: string): ApprovalResource {
  return { ...UNSUBMITTED, name, category, content_type: kindOf(content.types) ?? '', status: 'received' };
}

/** The form of a content that WhatsApp shows, the richest first. */
const KINDS = [
  'whatsapp/card',
  'twilio/card',
  'twilio/list-picker',
  'twilio/quick-reply',
  'twilio/call-to-action',
  'twilio/location',
  'twilio/media',
  'twilio/text',
] as const;

/** Which of a content's types goes out on WhatsApp; undefined where none of them can. */
export function kindOf(types: Readonly<Record<string, unknown>>): (typeof KINDS)[number] | undefined {
  return KINDS.find((kind) => isObject(types[kind]));
}

/** A content with its variables filled in: one type, as the customer gets it. */
export interface FilledContent {
  readonly kind: (typeof KINDS)[number];
  readonly part: Readonly<Record<string, unknown>>;
}

/**
 * Fills the `{{…}}` of a content with what a message gives, else with the content's own samples. Gives a code where WhatsApp cannot
 * show the content (63021) or a variable has no value (63028).
 */
export function fillContent(content: ContentResource, given: Readonly<Record<string, string>>): FilledContent | 63021 | 63028 {
  const kind = kindOf(content.types);
  const part = kind === undefined ? undefined : content.types[kind];
  if (kind === undefined || !isObject(part)) return 63021;
  let isComplete = true;
  const fill = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(fill);
    if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner)]));
    if (typeof value !== 'string') return value;
    return value.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => {
      const found = textAt(given, name) ?? textAt(content.variables, name);
      isComplete &&= found !== undefined;
      return found ?? whole;
    });
  };
  const filled = fill(part);
  return isComplete && isObject(filled) ? { kind, part: filled } : 63028;
}
