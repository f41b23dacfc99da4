import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/request.ts';
import type { Page } from '../api/wire.ts';
import type { LoggedDelivery } from '../api/wire-organisation.ts';
import { Button } from '../parts/Button.tsx';
import { Failed, Waiting } from '../parts/Empty.tsx';
import { momentOf } from '../parts/times.ts';
import { say } from '../parts/toasts.tsx';
import { useLanguage, useStrings } from '../strings/strings.ts';
import { useChange } from './use-change.ts';

const STATES = ['pending', 'delivered', 'failed'] as const;
type State = (typeof STATES)[number];
const LOOKS: Readonly<Record<State, string>> = { pending: '', delivered: 'good', failed: 'bad' };
const PAGE = 50;

function firstPage(): string | undefined {
  return undefined;
}

/** What became of each delivery, newest first, and a way to have it delivered again. */
export function DeliveryLog({ id }: { readonly id: string }) {
  const s = useStrings();
  const words = s.settings.subscriptions;
  const language = useLanguage();
  const [state, setState] = useState<State>();
  const replay = useChange(['deliveries', id]);
  const again = (eventIds: readonly string[]) =>
    replay.mutate({ path: `/subscriptions/${id}/replay`, method: 'POST', body: { eventIds } }, { onSuccess: () => say(words.replayed) });
  const found = useInfiniteQuery({
    queryKey: ['deliveries', id, state ?? 'all'],
    queryFn: ({ pageParam }) =>
      call<Page<LoggedDelivery>>(`/subscriptions/${id}/deliveries`, { query: { limit: PAGE, state, cursor: pageParam } }),
    initialPageParam: firstPage(),
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    staleTime: 0,
  });
  const all = found.data?.pages.flatMap((page) => page.data) ?? [];
  const failed = [...new Set(all.filter((one) => one.state === 'failed').map((one) => one.eventId))];
  return (
    <>
      <div className="card-actions">
        <div className="segments" role="group" aria-label={words.log}>
          {[undefined, ...STATES].map((one) => (
            <button key={one ?? 'all'} type="button" aria-pressed={state === one} onClick={() => setState(one)}>
              {one === undefined ? words.all : words.states[one]}
            </button>
          ))}
        </div>
        {failed.length > 0 && (
          <Button small busy={replay.isPending} onClick={() => again(failed)}>
            {words.replayFailed(failed.length)}
          </Button>
        )}
      </div>
      {found.isError && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Waiting rows={2} />}
      {found.isSuccess && all.length === 0 && <p className="faint">{words.emptyLog}</p>}
      {all.length > 0 && (
        <div className="table-frame" tabIndex={0} role="region" aria-label={words.log}>
          <table className="table">
            <tbody>
              {all.map((delivery) => (
                <tr key={delivery.id}>
                  <td>{momentOf(delivery.createdAt, language)}</td>
                  <td className="mono">{delivery.type}</td>
                  <td>
                    <StatePill state={delivery.state} />
                  </td>
                  <td>{words.attempts(delivery.attempts)}</td>
                  <td>
                    <Button small busy={replay.isPending} onClick={() => again([delivery.eventId])}>
                      {words.replay}
                    </Button>
                  </td>
                  <td className="wrap">{[delivery.lastStatus, delivery.lastError].filter((one) => one !== null).join(' ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {found.hasNextPage && (
        <p>
          <Button small busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {s.app.more}
          </Button>
        </p>
      )}
    </>
  );
}

function StatePill({ state }: { readonly state: string }) {
  const words = useStrings().settings.subscriptions;
  const known = STATES.find((one) => one === state);
  return (
    <span className={`pill ${known === undefined ? '' : `pill-${LOOKS[known]}`}`}>{known === undefined ? state : words.states[known]}</span>
  );
}
