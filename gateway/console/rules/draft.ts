import type { Rules, Settings } from '../api/wire-organisation.ts';

export type RuleName = keyof Rules;

/** Whose rules are changed: the organisation's, or what a team or a channel says for itself. */
export type Scope =
  { readonly is: 'organisation' } | { readonly is: 'team'; readonly id: string } | { readonly is: 'channel'; readonly id: string };

/** What is said in one scope; what is absent is inherited from above. */
export type Draft = Partial<Rules>;

/** What a scope says for itself, of what holds there. The organisation says everything. */
export function ownRules({ origins, ...rules }: Settings, scope: Scope): Draft {
  if (scope.is === 'organisation') return rules;
  const isOwn = (name: string) => Object.entries(origins).some(([one, origin]) => one === name && origin === scope.is);
  return Object.fromEntries(Object.entries(rules).filter(([name]) => isOwn(name)));
}

/** What differs between two drafts, as the API takes it: null for what is inherited again. */
export function changeOf(before: Draft, now: Draft): Readonly<Record<string, unknown>> {
  const told = new Map<string, unknown>(Object.entries(now));
  const known = new Map<string, unknown>(Object.entries(before));
  const change: Record<string, unknown> = {};
  for (const name of new Set([...known.keys(), ...told.keys()])) {
    const value = told.get(name);
    if (!told.has(name)) change[name] = null;
    else if (JSON.stringify(value) !== JSON.stringify(known.get(name))) change[name] = value;
  }
  return change;
}

export interface RuleRequest {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Where a change goes. A channel's rules for files are a field of their own. */
export function requestOf(scope: Scope, change: Readonly<Record<string, unknown>>): RuleRequest {
  if (scope.is === 'organisation') return { path: '/settings', body: change };
  if (scope.is === 'team') return { path: `/teams/${scope.id}`, body: { overrides: change } };
  const { attachments, ...overrides } = change;
  return { path: `/channels/${scope.id}`, body: { overrides, ...(attachments === undefined ? {} : { attachments }) } };
}

/** The path under which the API tells what is wrong with a rule. */
export function errorPathOf(scope: Scope, name: RuleName): string {
  if (scope.is === 'organisation' || (scope.is === 'channel' && name === 'attachments')) return name;
  return `overrides.${name}`;
}
