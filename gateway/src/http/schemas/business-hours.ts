import { z } from 'zod';
import type { BusinessHours } from '../../model/business-hours.ts';
import { faultsOfHours } from '../../model/hours-faults.ts';
import { isTimeZone } from '../../model/hours.ts';

const from = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'This is a time from 00:00 to 23:59.');
const to = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'This is a time from 00:00 to 24:00.')
  .meta({ description: 'Before `from`: on the next day.' });
const ranges = z.array(z.strictObject({ from, to })).max(24).exactOptional();
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'This is a date like 2026-12-25.');

/** When people work. */
export const businessHoursSchema = z
  .strictObject({
    timeZone: z
      .string()
      .max(64)
      .refine(isTimeZone, 'This is no time zone of the IANA database, like Europe/Berlin.')
      .meta({ examples: ['Europe/Berlin'] }),
    weekly: z
      .strictObject({ mon: ranges, tue: ranges, wed: ranges, thu: ranges, fri: ranges, sat: ranges, sun: ranges })
      .meta({ description: 'A day that is absent is closed.' }),
    holidays: z
      .array(z.union([date, z.strictObject({ date, from, to })], 'This is a date like 2026-12-25, or {date, from, to}.'))
      .max(1000)
      .default([])
      .meta({ description: 'Dates that are closed, or have hours of their own. They hold for hours that begin on them.' }),
  })
  .superRefine((hours, context) => {
    // What is not well-formed is told already, and cannot be compared.
    if (context.issues.length > 0) return;
    for (const { path, message } of faultsOfHours(hours satisfies BusinessHours)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  })
  .meta({
    id: 'BusinessHours',
    description: 'Waiting runs only in these hours. A night (22:00 to 06:00) belongs to the day on which it begins.',
  });
