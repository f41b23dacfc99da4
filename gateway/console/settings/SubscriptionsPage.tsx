import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/request.ts';
import type { Page } from '../api/wire.ts';
import type { LoggedDelivery, Subscription } from '../api/wire-organisation.ts';
import { Button } from '../parts/Button.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { Empty, Failed, Waiting } from '../parts/Empty.tsx';
import { momentOf } from '../parts/times.ts';
import { say } from '../parts/toasts.tsx';
import { useLanguage, useStrings } from '../strings/strings.ts';
import { PageHead } from './PageHead.tsx';
import { useChange } from './use-change.ts';

const SUBSCRIPTIONS = ['subscriptions'] as const;
const LOOKS: Readonly<Record<string, string>> = { delivered: 'good', failed: 'bad' };

/** Who gets events, and what became of each delivery. */
export function SubscriptionsPage() {
  const s = useStrings();
  const words = s.settings.subscriptions;
  const found = useQuery({ queryKey: SUBSCRIPTIONS, queryFn: () => call<Page<Subscription>>('/subscriptions', { query: { limit: 200 } }) });
  return (
    <>
      <PageHead title={s.settings.pages.subscriptions} lead={words.lead} />
      {found.isPending && <Waiting rows={2} />}
      {found.isError && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.data.length === 0 && <Empty icon="hook" title={words.empty} />}
      <ul className="cards">
        {found.data?.data.map((subscription) => (
          <SubscriptionCard key={subscription.id} subscription={subscription} />
        ))}
      </ul>
    </>
  );
}

function SubscriptionCard({ subscription }: { readonly subscription: Subscription }) {
  const s = useStrings();
  const words = s.settings.subscriptions;
  const change = useChange(SUBSCRIPTIONS);
  const [showsLog, setShowsLog] = useState(false);
  const [asks, setAsks] = useState(false);
  const path = `/subscriptions/${subscription.id}`;
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
        <Button small look="danger" onClick={() => setAsks(true)}>
          {s.app.remove}
        </Button>
      </div>
      {showsLog && <DeliveryLog id={subscription.id} />}
      <Confirm
        open={asks}
        danger
        title={words.removeTitle}
        lead={words.removeLead}
        action={s.app.remove}
        busy={change.isPending}
        onClose={() => setAsks(false)}
        onConfirm={() => change.mutate({ path, method: 'DELETE' }, { onSettled: () => setAsks(false) })}
      />
    </li>
  );
}

function DeliveryLog({ id }: { readonly id: string }) {
  const s = useStrings();
  const words = s.settings.subscriptions;
  const language = useLanguage();
  const replay = useChange(['deliveries', id]);
  const again = (eventId: string) =>
    replay.mutate(
      { path: `/subscriptions/${id}/replay`, method: 'POST', body: { eventIds: [eventId] } },
      { onSuccess: () => say(words.replayed) },
    );
  const found = useQuery({
    queryKey: ['deliveries', id],
    queryFn: () => call<Page<LoggedDelivery>>(`/subscriptions/${id}/deliveries`, { query: { limit: 50 } }),
    staleTime: 0,
  });
  if (found.isError) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
  if (found.isPending) return <Waiting rows={2} />;
  if (found.data.data.length === 0) return <p className="faint">{words.emptyLog}</p>;
  return (
    <div className="table-frame" tabIndex={0} role="region" aria-label={words.log}>
      <table className="table">
        <tbody>
          {found.data.data.map((delivery) => (
            <tr key={delivery.id}>
              <td>{momentOf(delivery.createdAt, language)}</td>
              <td className="mono">{delivery.type}</td>
              <td>
                <span className={`pill pill-${LOOKS[delivery.state] ?? ''}`}>{stateOf(delivery.state, words.states)}</span>
              </td>
              <td>{words.attempts(delivery.attempts)}</td>
              <td>
                <Button small busy={replay.isPending} onClick={() => again(delivery.eventId)}>
                  {words.replay}
                </Button>
              </td>
              <td>{[delivery.lastStatus, delivery.lastError].filter((one) => one !== null).join(' ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function stateOf(state: string, words: Readonly<Record<'pending' | 'delivered' | 'failed', string>>): string {
  return state === 'pending' || state === 'delivered' || state === 'failed' ? words[state] : state;
}
