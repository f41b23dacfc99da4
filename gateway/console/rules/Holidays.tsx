import { useState } from 'react';
import type { BusinessHours, Holiday } from '../api/wire-organisation.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { Field } from '../parts/Field.tsx';
import { useLanguage, useStrings } from '../strings/strings.ts';
import { Range } from './HoursRule.tsx';
import { USUAL, dateOf, withHoliday } from './week.ts';

/** Dates on which the week does not hold: closed, or with hours of their own. */
export function Holidays({
  hours,
  errorOf,
  onChange,
}: {
  readonly hours: BusinessHours;
  readonly errorOf: (part: string) => string | undefined;
  readonly onChange: (hours: BusinessHours) => void;
}) {
  const s = useStrings();
  const words = s.settings.rules;
  const language = useLanguage();
  const [date, setDate] = useState('');
  const set = (holidays: readonly Holiday[]) => onChange({ ...hours, holidays });
  const put = (place: number, next: Holiday) => set(hours.holidays.map((one, i) => (i === place ? next : one)));
  const remove = (place: number) => set(hours.holidays.filter((_, i) => i !== place));
  return (
    <div className="holidays">
      <h3>{words.holidays}</h3>
      <ul className="week">
        {hours.holidays.map((holiday, i) => {
          const day = dateOf(holiday);
          const name = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${day}T12:00:00Z`));
          const error = errorOf(`holidays.${i}`);
          return (
            <li key={`${day} ${i}`} className="day-hours">
              <span className="day-name">{name}</span>
              <div className="day-ranges">
                {typeof holiday === 'string' ? (
                  <span className="faint day-closed">{error ?? words.closed}</span>
                ) : (
                  <Range
                    name={name}
                    range={holiday}
                    error={error}
                    onChange={(range) => put(i, { ...range, date: day })}
                    onRemove={() => put(i, day)}
                  />
                )}
              </div>
              {typeof holiday === 'string' && (
                <IconButton icon="plus" label={words.addHours(name)} onClick={() => put(i, { ...USUAL, date: day })} />
              )}
              <IconButton icon="close" label={words.removeDate(name)} onClick={() => remove(i)} />
            </li>
          );
        })}
      </ul>
      <div className="add-date">
        <Field label={words.date}>
          {(ids) => (
            <input {...ids} className="input" type="date" value={date} onChange={({ currentTarget: { value } }) => setDate(value)} />
          )}
        </Field>
        <Button
          disabled={date === ''}
          onClick={() => {
            set(withHoliday(hours.holidays, date));
            setDate('');
          }}
        >
          {words.addDate}
        </Button>
      </div>
    </div>
  );
}
