import type { Waiting } from '../api/wire.ts';
import { useNow } from '../parts/now.ts';
import { useStrings } from '../strings/strings.ts';
import { clockText, lastChange, waitedShare } from './clock-text.ts';

const RADIUS = 5.5;
const ROUND = 2 * Math.PI * RADIUS;

/** How long a customer has waited, turning towards the moment at which they are overdue. Not read out each second. */
export function WaitingClock({ waiting }: { readonly waiting: Waiting }) {
  const s = useStrings();
  const since = Date.parse(waiting.since);
  const now = useNow((at) => lastChange(since, at));
  const overdueAt = waiting.overdueAt === null ? Infinity : Date.parse(waiting.overdueAt);
  const soonAt = waiting.soonAt === null ? Infinity : Date.parse(waiting.soonAt);
  const level = now > overdueAt ? 'overdue' : now > soonAt ? 'soon' : 'ok';
  const text = clockText(now - since, s.units);
  const share = overdueAt === Infinity ? 0 : waitedShare(since, overdueAt, now);
  return (
    <span className={`wait wait-${level}`} title={s.list.waiting(text)}>
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
        <circle cx="7" cy="7" r={RADIUS} fill="none" stroke="currentColor" strokeOpacity=".25" strokeWidth="2" />
        <circle
          cx="7"
          cy="7"
          r={RADIUS}
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeDasharray={`${ROUND * share} ${ROUND}`}
          transform="rotate(-90 7 7)"
        />
      </svg>
      <span className="hidden">{s.header.waiting} </span>
      {text}
    </span>
  );
}
