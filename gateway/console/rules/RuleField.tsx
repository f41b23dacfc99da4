import type { ReactNode } from 'react';
import type { RuleOrigin } from '../api/wire-organisation.ts';
import { useStrings } from '../strings/strings.ts';

/** One rule in a form: what holds, whether this scope says so itself, and how to say something else. */
export interface Rule<Value> {
  readonly value: Value;
  /** Undefined where everything is one's own: the organisation's rules. */
  readonly isOwn: boolean | undefined;
  readonly origin: RuleOrigin;
  /** What is wrong with it, or with a part of it (`weekly.mon.0`). */
  errorOf(part?: string): string | undefined;
  set(value: Value): void;
  /** Says it here, or inherits it again. */
  own(isOwn: boolean): void;
}

export function isFixed(rule: Pick<Rule<unknown>, 'isOwn'>): boolean {
  return rule.isOwn === false;
}

/** A rule's frame: in a team or on a channel a switch says whether it differs there, and where it comes from otherwise. */
export function RuleField({
  rule,
  label,
  children,
}: {
  readonly rule: Pick<Rule<unknown>, 'isOwn' | 'origin' | 'own'>;
  readonly label: string;
  readonly children: ReactNode;
}) {
  const s = useStrings();
  const words = s.settings.rules;
  if (rule.isOwn === undefined) return <div className="rule">{children}</div>;
  return (
    <div className={`rule rule-scoped ${rule.isOwn ? 'rule-own' : ''}`}>
      <label className="check rule-switch">
        <input
          type="checkbox"
          aria-label={words.differsFor(label)}
          checked={rule.isOwn}
          onChange={(event) => rule.own(event.currentTarget.checked)}
        />
        <span>
          {words.differs}
          {!rule.isOwn && <span className="faint"> · {words.origins[rule.origin]}</span>}
        </span>
      </label>
      {children}
    </div>
  );
}
