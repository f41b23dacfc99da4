import { setImmediate as letOthersRun } from 'node:timers/promises';
import type { AnnouncementBoard } from '../../events/announcements.ts';
import { versionOf } from '../../model/announcement.ts';
import type { AppDeps } from '../deps.ts';
import type { DeepReadonly } from '../route.ts';
import { iso } from '../times.ts';
import type { WidgetAnnouncement } from './wire.ts';

/** What is announced on a channel, as its pages show it. */
export function announcementViews(
  board: Pick<AnnouncementBoard, 'running'>,
  channelId: string,
): readonly DeepReadonly<WidgetAnnouncement>[] {
  return board.running(channelId).map(({ id, content, startsAt }) => ({ id, content, startsAt: iso(startsAt) }));
}

/** An open page. */
export interface ToldPage {
  readonly channelId: string;
  readonly deps: Pick<AppDeps, 'log'>;
  /** The version of the announcements that it shows. */
  announced: string;
}

/** Keeps open pages with what is announced. */
export interface Announcing<Page> {
  /** Tells a page that has just come what it does not know yet. */
  greet(page: Page): Promise<void>;
}

/** Written at a time; in between the gateway does everything else. A slice of so many takes a few milliseconds. */
const AT_ONCE = 250;

/**
 * Tells all pages of a channel when something begins or ends on it: the whole list, which is made once for all of them. A page that misses
 * one is right again with the next.
 *
 * @param pages those that are open, at any moment
 * @param frameOf an event of the stream as it is written
 */
export function createAnnouncing<Page extends ToldPage>(
  board: Pick<AnnouncementBoard, 'running' | 'fresh' | 'watch'>,
  pages: ReadonlySet<Page>,
  { frameOf, write }: { frameOf(page: Page, data: unknown): string; write(page: Page, frame: Buffer): void },
): Announcing<Page> {
  const versionNow = (channelId: string) => versionOf(board.running(channelId));
  const framed = (page: Page) => Buffer.from(frameOf(page, announcementViews(board, page.channelId)));

  async function tellAll(channelId: string): Promise<void> {
    const version = versionNow(channelId);
    let frame: Buffer | undefined;
    let written = 0;
    for (const page of [...pages]) {
      if (page.channelId !== channelId || page.announced === version) continue;
      frame ??= framed(page);
      page.announced = version;
      write(page, frame);
      written += 1;
      if (written % AT_ONCE > 0) continue;
      await letOthersRun();
      // Another list goes round already.
      if (versionNow(channelId) !== version) return;
    }
  }

  board.watch((channelId) => {
    const [first] = pages;
    tellAll(channelId).catch((error: unknown) => first?.deps.log.error({ err: error }, 'pages could not be told what is announced'));
  });

  return {
    async greet(page) {
      await board.fresh();
      const version = versionNow(page.channelId);
      if (page.announced === version) return;
      page.announced = version;
      write(page, framed(page));
    },
  };
}
