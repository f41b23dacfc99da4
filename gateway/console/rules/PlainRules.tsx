import { useId, useState } from 'react';
import { Check, Field, SelectField, TextField } from '../parts/Field.tsx';
import { useStrings } from '../strings/strings.ts';
import { type Rule, RuleField, isFixed } from './RuleField.tsx';
import { useTyped } from './use-typed.ts';
import { type Unit, UNITS, durationOf, isUnit, secondsOf } from './duration.ts';

/** How long: an amount and its unit. Where it may be switched off, an empty amount does that. */
export function DurationRule({
  rule,
  label,
  hint,
  off,
}: {
  readonly rule: Rule<number | null>;
  readonly label: string;
  readonly hint?: string;
  /** What holds while nothing is said; absent where something must be. */
  readonly off?: string;
}) {
  const s = useStrings();
  const unitId = useId();
  // It stays as it is chosen, or as it was found: a unit that jumps while somebody types changes what they mean.
  const [unit, setUnit] = useState<Unit>(rule.value === null ? 'minutes' : durationOf(rule.value).unit);
  const amount = useTyped(rule.value, (value) => (value === null ? '' : String(value / UNITS[unit])));
  const type = (text: string) => {
    const seconds = text === '' ? null : secondsOf({ amount: Number(text), unit });
    // Emptied where something must be: 0, which neither the browser nor the gateway takes.
    const means = off === undefined ? (seconds ?? 0) : seconds;
    amount.type(text, means);
    rule.set(means);
  };
  return (
    <RuleField rule={rule} label={label}>
      <Field label={label} hint={hint} error={rule.errorOf()}>
        {(ids) => (
          <div className="duration">
            <input
              {...ids}
              className="input input-number"
              type="number"
              min={0}
              step="any"
              inputMode="decimal"
              value={amount.text}
              placeholder={isFixed(rule) ? s.settings.rules.off : off}
              disabled={isFixed(rule)}
              required={off === undefined}
              onChange={({ currentTarget: { value } }) => type(value)}
            />
            <select
              id={unitId}
              className="input"
              aria-label={s.settings.rules.unitOf(label)}
              value={unit}
              disabled={isFixed(rule)}
              onChange={({ currentTarget: { value } }) => {
                if (!isUnit(value)) return;
                setUnit(value);
                if (rule.value !== null) rule.set(secondsOf({ amount: rule.value / UNITS[unit], unit: value }));
              }}
            >
              {Object.keys(UNITS).map(
                (one) =>
                  isUnit(one) && (
                    <option key={one} value={one}>
                      {s.settings.rules.units[one]}
                    </option>
                  ),
              )}
            </select>
          </div>
        )}
      </Field>
    </RuleField>
  );
}

export function CheckRule({ rule, label }: { readonly rule: Rule<boolean>; readonly label: string }) {
  return (
    <RuleField rule={rule} label={label}>
      <Check label={label} checked={rule.value} disabled={isFixed(rule)} onChange={({ currentTarget: { checked } }) => rule.set(checked)} />
    </RuleField>
  );
}

export function StarterRule({ rule, label }: { readonly rule: Rule<'people' | 'bot'>; readonly label: string }) {
  const words = useStrings().settings.rules;
  return (
    <RuleField rule={rule} label={label}>
      <SelectField
        label={label}
        error={rule.errorOf()}
        value={rule.value}
        disabled={isFixed(rule)}
        options={[
          { value: 'people', label: words.people },
          { value: 'bot', label: words.bot },
        ]}
        onChange={({ currentTarget: { value } }) => rule.set(value === 'bot' ? 'bot' : 'people')}
      />
    </RuleField>
  );
}

/** In which languages customers are answered: their codes, the best first. */
export function LanguagesRule({
  rule,
  label,
  hint,
}: {
  readonly rule: Rule<readonly string[]>;
  readonly label: string;
  readonly hint: string;
}) {
  const [text, setText] = useState(rule.value.join(', '));
  const error = rule.errorOf() ?? rule.value.map((_, i) => rule.errorOf(String(i))).find((one) => one !== undefined);
  return (
    <RuleField rule={rule} label={label}>
      <TextField
        label={label}
        hint={hint}
        error={error}
        value={isFixed(rule) ? rule.value.join(', ') : text}
        disabled={isFixed(rule)}
        onChange={({ currentTarget: { value } }) => {
          setText(value);
          rule.set(value.split(/[\s,]+/).filter((one) => one !== ''));
        }}
      />
    </RuleField>
  );
}

const JITSI = 'https://meet.jit.si/{conversationId}';

/** Where calls are held: Jitsi's public rooms, or a place of one's own. */
export function ConferenceRule({
  rule,
  label,
  hint,
}: {
  readonly rule: Rule<string | null>;
  readonly label: string;
  readonly hint: string;
}) {
  const words = useStrings().settings.rules;
  const isElsewhere = rule.value !== null && rule.value !== JITSI;
  return (
    <RuleField rule={rule} label={label}>
      <SelectField
        label={label}
        value={isElsewhere ? 'other' : 'jitsi'}
        disabled={isFixed(rule)}
        options={[
          { value: 'jitsi', label: words.jitsi },
          { value: 'other', label: words.otherPlace },
        ]}
        onChange={({ currentTarget: { value } }) => rule.set(value === 'other' ? 'https://' : rule.isOwn === undefined ? null : JITSI)}
      />
      {isElsewhere && (
        <TextField
          label={words.address}
          hint={hint}
          error={rule.errorOf()}
          value={rule.value}
          disabled={isFixed(rule)}
          type="url"
          onChange={({ currentTarget: { value } }) => rule.set(value)}
        />
      )}
    </RuleField>
  );
}
