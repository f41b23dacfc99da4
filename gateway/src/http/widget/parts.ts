import type { ReturnTokens } from '../../conversations/return-tokens.ts';
import type { AnnouncementBoard } from '../../events/announcements.ts';
import type { VisitorPresence } from '../../conversations/presence.ts';
import type { Receive } from '../../ingest/receive.ts';
import type { Place } from '../../model/presence.ts';
import type { WidgetLimits } from './limits.ts';
import type { VisitorLive } from './live.ts';

/** What the widget's routes need besides the API's. */
export interface WidgetParts {
  /** The door of all platforms' webhooks. */
  readonly receive: Receive;
  readonly live: VisitorLive;
  readonly announcements: AnnouncementBoard;
  readonly presence: VisitorPresence;
  readonly limits: WidgetLimits;
  /** Whom a link in a mail brings back. */
  readonly returns: Pick<ReturnTokens, 'visitorOf'>;
  /** Where a network address is; null: not known, or nobody looks. */
  readonly placeOf: (address: string | undefined) => Place | null;
}
