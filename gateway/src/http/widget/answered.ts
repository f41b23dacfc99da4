import type { z } from 'zod';
import { type Content, summaryOf } from '../../model/content.ts';
import type { Source } from '../../model/inbound.ts';
import { findBegun } from '../../store/read/announcements.ts';
import type { AppDeps } from '../deps.ts';
import { type Problem, invalid } from '../problem.ts';
import type { Visiting } from './door.ts';
import type { newMessageSchema } from './wire.ts';

const MOST_CHARACTERS = 300;

/**
 * The announcement that a message answers, as its session's source and in our own words: the page only names it. It may have ended since it
 * was shown. Undefined where the message answers none.
 */
export async function answeredBy(
  { store, now }: Pick<AppDeps, 'store' | 'now'>,
  { connected }: Pick<Visiting, 'connected'>,
  { announcementId, content }: Pick<z.output<typeof newMessageSchema>, 'announcementId' | 'content'>,
): Promise<Source | Problem | undefined> {
  const pressed = content.type === 'choice_reply' && content.repliesTo?.startsWith('ann_') === true ? content.repliesTo : undefined;
  const id = pressed ?? announcementId;
  if (id === undefined) return undefined;
  const found = await findBegun(store, connected.id, id, now());
  if (found === undefined) {
    const path = pressed === undefined ? 'announcementId' : 'content.repliesTo';
    return invalid({ path, message: 'There is no such announcement here.' });
  }
  const announced: Content = JSON.parse(found.contentJson);
  return { kind: 'announcement', id, ref: id, headline: summaryOf(announced).slice(0, MOST_CHARACTERS) };
}
