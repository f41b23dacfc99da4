import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/request.ts';
import type { Page } from '../api/wire.ts';
import type { Subscription } from '../api/wire-organisation.ts';
import { Button } from '../parts/Button.tsx';
import { Empty, Failed, Waiting } from '../parts/Empty.tsx';
import { useStrings } from '../strings/strings.ts';
import { DeliveryLog } from './DeliveryLog.tsx';
import { PageHead } from './PageHead.tsx';
import { RemoveButton } from './RemoveButton.tsx';
import { SubscriptionDialog } from './SubscriptionDialog.tsx';

const SUBSCRIPTIONS = ['subscriptions'] as const;

/** Who gets events, and what became of each delivery. */
export function SubscriptionsPage() {
  const s = useStrings();
  const words = s.settings.subscriptions;
  const [makes, setMakes] = useState(false);
  const found = useQuery({ queryKey: SUBSCRIPTIONS, queryFn: () => call<Page<Subscription>>('/subscriptions', { query: { limit: 200 } }) });
  return (
    <>
      <PageHead title={s.settings.pages.subscriptions} lead={words.lead}>
        <Button look="accent" icon="plus" onClick={() => setMakes(true)}>
          {words.create}
        </Button>
      </PageHead>
      {found.isPending && <Waiting rows={2} />}
      {found.isError && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.data.length === 0 && <Empty icon="hook" title={words.empty} />}
      <ul className="cards">
        {found.data?.data.map((subscription) => (
          <SubscriptionCard key={subscription.id} subscription={subscription} />
        ))}
      </ul>
      {makes && <SubscriptionDialog onClose={() => setMakes(false)} />}
    </>
  );
}

function SubscriptionCard({ subscription }: { readonly subscription: Subscription }) {
  const s = useStrings();
  const words = s.settings.subscriptions;
  const [showsLog, setShowsLog] = useState(false);
  return (
    <li className="card-block">
      <div className="card-line">
        <span className="card-text">
          <strong className="wrap">{subscription.url}</strong>
          <span className="soft wrap">{subscription.events.join(', ')}</span>
        </span>
        {subscription.mode === 'test' && <span className="pill pill-warn">{words.test}</span>}
      </div>
      <div className="card-actions">
        <Button small aria-expanded={showsLog} onClick={() => setShowsLog(!showsLog)}>
          {words.log}
        </Button>
        <RemoveButton
          path={`/subscriptions/${subscription.id}`}
          title={words.removeTitle}
          lead={words.removeLead}
          stale={[SUBSCRIPTIONS]}
        />
      </div>
      {showsLog && <DeliveryLog id={subscription.id} />}
    </li>
  );
}
