/** The shapes WeChat speaks, as far as the stand-in makes them itself. */

/** A value of a webhook. A bigint is one of WeChat's 64-bit ids: bare digits in XML and in JSON. */
export type WireValue = string | number | bigint | WireFields | readonly WireFields[];

/** The fields of a webhook, or of a part of one. */
export interface WireFields {
  readonly [field: string]: WireValue;
}

/** What most calls are answered, with HTTP 200 also where they fail. */
export interface WeChatStatus {
  readonly errcode: number;
  readonly errmsg: string;
}

/** A template message's template, as `get_all_private_template` lists it. */
export interface MessageTemplate {
  readonly template_id: string;
  readonly title: string;
  readonly primary_industry: string;
  readonly deputy_industry: string;
  /** With `{{name.DATA}}` where the values go. */
  readonly content: string;
  readonly example: string;
}

/** A subscribe notification's template, as `/wxaapi/newtmpl/gettemplate` lists it. */
export interface NotificationTemplate {
  readonly priTmplId: string;
  readonly title: string;
  readonly content: string;
  readonly example: string;
  /** 2: one notification for each time the customer agrees. 3: any number. */
  readonly type: 2 | 3;
}

/**
 * JSON with bigints as bare numbers, as WeChat writes its 64-bit ids. A reader that keeps numbers as doubles loses their last digits.
 */
export function wireJson(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map((item) => wireJson(item)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([key, item]) => `${JSON.stringify(key)}:${wireJson(item)}`)
      .join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** The same fields for the phones' page: a page's JSON knows no bigint. */
export function readable(fields: WireFields): Readonly<Record<string, unknown>> {
  const seen = (value: WireValue): unknown => {
    if (typeof value === 'bigint') return value.toString();
    if (typeof value !== 'object') return value;
    return isList(value) ? value.map((item) => readable(item)) : readable(value);
  };
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, seen(value)]));
}

/** `Array.isArray` does not narrow read-only lists. */
export function isList(value: WireFields | readonly WireFields[]): value is readonly WireFields[] {
  return Array.isArray(value);
}
