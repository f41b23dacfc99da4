import { useId } from 'react';
import type { BusinessHours, HoursRange, Weekday } from '../api/wire-organisation.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { Check, Field } from '../parts/Field.tsx';
import { useLanguage, useStrings } from '../strings/strings.ts';
import { Holidays } from './Holidays.tsx';
import { type Rule, RuleField, isFixed } from './RuleField.tsx';
import { USUAL, WEEK, endOf, rangesOf, shownEnd, usualHours, withDay } from './week.ts';

/** The first Monday that `Intl` can be asked the name of. */
const A_MONDAY = Date.UTC(2024, 0, 1, 12);
const DAY_MS = 86_400_000;

export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** When people work: the week and its exceptions. Without any, waiting runs day and night. */
export function HoursRule({ rule }: { readonly rule: Rule<BusinessHours | null> }) {
  const s = useStrings();
  const words = s.settings.rules;
  const zones = useId();
  const hours = rule.value;
  const set = (next: BusinessHours) => rule.set(next);
  return (
    <RuleField rule={rule} label={words.hours}>
      {rule.isOwn === undefined && (
        <Check
          label={words.hasHours}
          checked={hours !== null}
          onChange={({ currentTarget: { checked } }) => rule.set(checked ? usualHours(ownZone()) : null)}
        />
      )}
      {hours === null && rule.isOwn === false && <p className="faint">{words.always}</p>}
      {hours !== null && (
        <fieldset className="hours" disabled={isFixed(rule)}>
          <legend className="hidden">{words.hours}</legend>
          <Field label={words.timeZone} error={rule.errorOf('timeZone')}>
            {(ids) => (
              <input
                {...ids}
                className="input"
                list={zones}
                value={hours.timeZone}
                required
                onChange={({ currentTarget: { value } }) => set({ ...hours, timeZone: value })}
              />
            )}
          </Field>
          <datalist id={zones}>
            {Intl.supportedValuesOf('timeZone').map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
          <ul className="week">
            {WEEK.map((day, i) => (
              <Day key={day} day={day} place={i} hours={hours} errorOf={(part) => rule.errorOf(part)} onChange={set} />
            ))}
          </ul>
          <Button small onClick={() => set(WEEK.slice(1, 5).reduce((next, day) => withDay(next, day, rangesOf(hours, 'mon')), hours))}>
            {words.copyMonday}
          </Button>
          <Holidays hours={hours} errorOf={(part) => rule.errorOf(part)} onChange={set} />
        </fieldset>
      )}
    </RuleField>
  );
}

function Day({
  day,
  place,
  hours,
  errorOf,
  onChange,
}: {
  readonly day: Weekday;
  readonly place: number;
  readonly hours: BusinessHours;
  readonly errorOf: (part: string) => string | undefined;
  readonly onChange: (hours: BusinessHours) => void;
}) {
  const s = useStrings();
  const words = s.settings.rules;
  const language = useLanguage();
  const name = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(A_MONDAY + place * DAY_MS);
  const ranges = rangesOf(hours, day);
  const set = (next: readonly HoursRange[]) => onChange(withDay(hours, day, next));
  return (
    <li className="day-hours">
      <span className="day-name">{name}</span>
      <div className="day-ranges">
        {ranges.length === 0 && <span className="faint day-closed">{words.closed}</span>}
        {ranges.map((range, i) => {
          const error = errorOf(`weekly.${day}.${i}`) ?? errorOf(`weekly.${day}.${i}.from`) ?? errorOf(`weekly.${day}.${i}.to`);
          return (
            <Range
              key={i}
              name={name}
              range={range}
              error={error}
              onChange={(next) => set(ranges.map((one, at) => (at === i ? next : one)))}
              onRemove={() => set(ranges.filter((_, at) => at !== i))}
            />
          );
        })}
      </div>
      <IconButton
        icon="plus"
        label={words.addHours(name)}
        onClick={() => set([...ranges, ranges.length === 0 ? USUAL : nextAfter(ranges)])}
      />
    </li>
  );
}

/** Hours in the evening of a day that has some. */
function nextAfter(ranges: readonly HoursRange[]): HoursRange {
  const end = ranges.at(-1)?.to ?? '18:00';
  return { from: end === '24:00' ? '00:00' : end, to: '24:00' };
}

/** From when to when; what is wrong with it stands below. */
export function Range({
  name,
  range,
  error,
  onChange,
  onRemove,
}: {
  readonly name: string;
  readonly range: HoursRange;
  readonly error: string | undefined;
  readonly onChange: (range: HoursRange) => void;
  readonly onRemove: () => void;
}) {
  const words = useStrings().settings.rules;
  const errorId = useId();
  const described = error === undefined ? {} : { 'aria-invalid': true, 'aria-describedby': errorId };
  return (
    <span className="range">
      <input
        {...described}
        className="input"
        type="time"
        required
        aria-label={words.fromOf(name)}
        value={range.from}
        onChange={({ currentTarget: { value } }) => onChange({ ...range, from: value })}
      />
      <span aria-hidden="true">–</span>
      <input
        {...described}
        className="input"
        type="time"
        required
        aria-label={words.toOf(name)}
        value={shownEnd(range.to)}
        onChange={({ currentTarget: { value } }) => onChange({ ...range, to: endOf(value) })}
      />
      <IconButton icon="close" label={words.removeHours(name)} onClick={onRemove} />
      {error !== undefined && (
        <span className="field-error" id={errorId}>
          {error}
        </span>
      )}
    </span>
  );
}
