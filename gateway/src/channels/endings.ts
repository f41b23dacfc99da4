import type { Refusal } from '../model/outcome.ts';
import type { CodeEnding } from './http-outcome.ts';

/** The words in which a channel's table of codes is written. */

/** Certain, and never to be tried again. */
export const refused = (reason: Refusal): CodeEnding => ({ is: 'refused', reason });

/** Nothing of this channel can go out until an admin acts. */
export const stopped: CodeEnding = { is: 'refused', reason: 'channel_settings', stopsChannel: true };

/** Too fast: tried again after that many milliseconds, unless the answer names its own time. */
export const throttled = (waitMs: number): CodeEnding => ({ is: 'deferred', reason: 'throttled', waitMs });

/** A passing fault of the platform. */
export const down: CodeEnding = { is: 'deferred', reason: 'down' };

/** In milliseconds. */
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
