import { useState } from 'react';
import { keys } from '../api/keys.ts';
import { useAnnouncements, useChannels } from '../api/queries.ts';
import type { Announcement, Channel } from '../api/wire-organisation.ts';
import { mayDo, useMe } from '../app/me.ts';
import { Button } from '../parts/Button.tsx';
import { ChannelBadge } from '../parts/ChannelBadge.tsx';
import { Empty, Failed, Waiting } from '../parts/Empty.tsx';
import { momentOf } from '../parts/times.ts';
import { useLanguage, useStrings } from '../strings/strings.ts';
import { summaryOf } from '../thread/summary.ts';
import { AnnouncementDialog } from './AnnouncementDialog.tsx';
import { PageHead } from './PageHead.tsx';
import { RemoveButton } from './RemoveButton.tsx';

/** What everybody on a website is told, was told and will be. */
export function AnnouncementsPage() {
  const s = useStrings();
  const me = useMe();
  const words = s.settings.announcements;
  const announcements = useAnnouncements();
  const channels = useChannels();
  const [writes, setWrites] = useState(false);
  const widgets = channels.data?.filter((one) => one.type === 'widget') ?? [];
  const mayAnnounce = mayDo(me, 'manage_channels');
  const hasNowhere = channels.isSuccess && widgets.length === 0;
  return (
    <>
      <PageHead title={s.settings.pages.announcements} lead={words.lead}>
        {mayAnnounce && widgets.length > 0 && (
          <Button look="accent" icon="plus" onClick={() => setWrites(true)}>
            {words.create}
          </Button>
        )}
      </PageHead>
      {announcements.isPending && <Waiting rows={2} />}
      {announcements.isError && <Failed error={announcements.error} onRetry={() => void announcements.refetch()} />}
      {announcements.data?.length === 0 && (
        <Empty icon="megaphone" title={words.empty} lead={hasNowhere ? words.noWidget : words.emptyLead} />
      )}
      <ul className="cards">
        {announcements.data?.map((announcement) => (
          <AnnouncementCard
            key={announcement.id}
            announcement={announcement}
            channel={channels.data?.find((one) => one.id === announcement.channelId)}
            mayWithdraw={mayAnnounce}
          />
        ))}
      </ul>
      {writes && <AnnouncementDialog channels={widgets} onClose={() => setWrites(false)} />}
    </>
  );
}

const LOOKS = { scheduled: 'pill pill-warn', running: 'pill pill-good', ended: 'pill', withdrawn: 'pill' } as const;

function AnnouncementCard({
  announcement,
  channel,
  mayWithdraw,
}: {
  readonly announcement: Announcement;
  readonly channel: Channel | undefined;
  readonly mayWithdraw: boolean;
}) {
  const s = useStrings();
  const language = useLanguage();
  const words = s.settings.announcements;
  const { id, content, state, startsAt, endsAt, author } = announcement;
  return (
    <li className="card-block">
      <div className="card-line announcement-line">
        <span className="card-text">
          <span className="announcement-text" dir="auto">
            {summaryOf(content, s)}
          </span>
          {'options' in content && content.options.length > 0 && (
            <span className="soft" dir="auto">
              {content.options.map((option) => option.label).join(' · ')}
            </span>
          )}
          <span className="soft campaign-where">
            <ChannelBadge type={channel?.type} />
            {[channel?.name ?? words.gone, author.name === null ? '' : words.by(author.name)].filter(Boolean).join(' · ')}
          </span>
          <span className="soft">{words.run(momentOf(startsAt, language), momentOf(endsAt, language))}</span>
        </span>
        <span className="campaign-figures">
          <span className={LOOKS[state]}>{words.states[state]}</span>
          <AnnouncementFigures announcement={announcement} />
        </span>
      </div>
      {mayWithdraw && (state === 'running' || state === 'scheduled') && (
        <div className="card-actions">
          <RemoveButton
            path={`/announcements/${id}/withdraw`}
            method="POST"
            label={words.withdraw}
            title={words.withdrawTitle}
            lead={words.withdrawLead}
            stale={[keys.announcements]}
          />
        </div>
      )}
    </li>
  );
}

function AnnouncementFigures({ announcement: { state, sessions, lastSessionAt } }: { readonly announcement: Announcement }) {
  const words = useStrings().settings.announcements;
  const language = useLanguage();
  if (sessions === 0) return state === 'scheduled' ? null : <span className="soft">{words.nobody}</span>;
  return (
    <>
      <strong>{words.sessions(sessions)}</strong>
      {lastSessionAt !== null && <span className="soft">{words.last(momentOf(lastSessionAt, language))}</span>}
    </>
  );
}
