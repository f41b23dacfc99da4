import { useState } from 'react';
import { useChannels } from '../api/queries.ts';
import type { Channel } from '../api/wire-organisation.ts';
import { Button } from '../parts/Button.tsx';
import { Empty, Failed, Waiting } from '../parts/Empty.tsx';
import { useStrings } from '../strings/strings.ts';
import { ChannelCard } from './ChannelCard.tsx';
import { ChannelDialog } from './ChannelDialog.tsx';
import { PageHead } from './PageHead.tsx';

/** The accounts on platforms: how each is, and what to do next. */
export function ChannelsPage() {
  const s = useStrings();
  const words = s.settings.channels;
  const channels = useChannels();
  const [edits, setEdits] = useState<Channel | 'new' | null>(null);
  return (
    <>
      <PageHead title={s.settings.pages.channels} lead={words.lead}>
        <Button look="accent" icon="plus" onClick={() => setEdits('new')}>
          {words.connect}
        </Button>
      </PageHead>
      {channels.isPending && <Waiting rows={3} />}
      {channels.isError && <Failed error={channels.error} onRetry={() => void channels.refetch()} />}
      {channels.data?.length === 0 && <Empty icon="plug" title={words.empty} />}
      <ul className="cards">
        {channels.data?.map((channel) => (
          <ChannelCard key={channel.id} channel={channel} onEdit={() => setEdits(channel)} />
        ))}
      </ul>
      {edits !== null && <ChannelDialog channel={edits === 'new' ? undefined : edits} onClose={() => setEdits(null)} />}
    </>
  );
}
