import { useState } from 'react';
import { keys } from '../api/keys.ts';
import { useCampaigns, useChannels } from '../api/queries.ts';
import { mayDo, useMe } from '../app/me.ts';
import type { Campaign, Channel } from '../api/wire-organisation.ts';
import { Button } from '../parts/Button.tsx';
import { ChannelBadge } from '../parts/ChannelBadge.tsx';
import { CopyField } from '../parts/CopyField.tsx';
import { Empty, Failed, Waiting } from '../parts/Empty.tsx';
import { momentOf } from '../parts/times.ts';
import { useLanguage, useStrings } from '../strings/strings.ts';
import { CampaignDialog } from './CampaignDialog.tsx';
import { PageHead } from './PageHead.tsx';
import { RemoveButton } from './RemoveButton.tsx';

/** Links and QR codes that lead into the channels, and what came of them. */
export function CampaignsPage() {
  const s = useStrings();
  const me = useMe();
  const words = s.settings.campaigns;
  const campaigns = useCampaigns();
  const channels = useChannels();
  const [edits, setEdits] = useState<Campaign | 'new' | null>(null);
  const mayChange = mayDo(me, 'manage_channels');
  return (
    <>
      <PageHead title={s.settings.pages.campaigns} lead={words.lead}>
        {mayChange && (
          <Button look="accent" icon="plus" onClick={() => setEdits('new')}>
            {words.create}
          </Button>
        )}
      </PageHead>
      {campaigns.isPending && <Waiting rows={2} />}
      {campaigns.isError && <Failed error={campaigns.error} onRetry={() => void campaigns.refetch()} />}
      {campaigns.data?.length === 0 && <Empty icon="link" title={words.empty} lead={words.emptyLead} />}
      <ul className="cards">
        {campaigns.data?.map((campaign) => (
          <CampaignCard
            key={campaign.id}
            campaign={campaign}
            channel={channels.data?.find((one) => one.id === campaign.channelId)}
            mayChange={mayChange}
            onEdit={() => setEdits(campaign)}
          />
        ))}
      </ul>
      {edits !== null && (
        <CampaignDialog campaign={edits === 'new' ? undefined : edits} channels={channels.data ?? []} onClose={() => setEdits(null)} />
      )}
    </>
  );
}

function CampaignCard({
  campaign,
  channel,
  mayChange,
  onEdit,
}: {
  readonly campaign: Campaign;
  readonly channel: Channel | undefined;
  readonly mayChange: boolean;
  readonly onEdit: () => void;
}) {
  const s = useStrings();
  const words = s.settings.campaigns;
  const [showsQr, setShowsQr] = useState(false);
  const picture = `/api/v1/campaigns/${campaign.id}/qr.svg`;
  return (
    <li className="card-block">
      <div className="card-line">
        <span className="card-text">
          <strong>{campaign.name}</strong>
          <span className="soft campaign-where">
            <ChannelBadge type={channel?.type} />
            {`${channel?.name ?? words.gone} · ${campaign.ref}`}
          </span>
        </span>
        <CampaignFigures campaign={campaign} />
      </div>
      <CopyField label={words.link} value={campaign.url} />
      {showsQr && (
        <figure className="campaign-qr">
          <img src={picture} alt={`${words.qr}: ${campaign.name}`} width={180} height={180} />
          <a className="button button-plain button-small" href={picture} download={`${campaign.ref}.svg`}>
            {words.download}
          </a>
        </figure>
      )}
      <div className="card-actions">
        <Button small aria-expanded={showsQr} onClick={() => setShowsQr(!showsQr)}>
          {words.qr}
        </Button>
        {mayChange && (
          <>
            <Button small onClick={onEdit}>
              {s.app.edit}
            </Button>
            <RemoveButton
              path={`/campaigns/${campaign.id}`}
              title={words.removeTitle(campaign.name)}
              lead={words.removeLead}
              stale={[keys.campaigns]}
            />
          </>
        )}
      </div>
    </li>
  );
}

function CampaignFigures({ campaign: { sessions, conversations, lastSessionAt } }: { readonly campaign: Campaign }) {
  const words = useStrings().settings.campaigns;
  const language = useLanguage();
  if (sessions === 0) return <span className="soft">{words.nobody}</span>;
  return (
    <span className="campaign-figures">
      <strong>{words.sessions(sessions)}</strong>
      <span className="soft">{words.conversations(conversations)}</span>
      {lastSessionAt !== null && <span className="soft">{words.last(momentOf(lastSessionAt, language))}</span>}
    </span>
  );
}
