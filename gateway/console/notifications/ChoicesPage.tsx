import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/request.ts';
import type { Ways } from '../api/wire-organisation.ts';
import { Button } from '../parts/Button.tsx';
import { Failed, Waiting } from '../parts/Empty.tsx';
import { Check } from '../parts/Field.tsx';
import { momentOf } from '../parts/times.ts';
import { say, sayProblem } from '../parts/toasts.tsx';
import { PageHead } from '../settings/PageHead.tsx';
import { useLanguage, useStrings } from '../strings/strings.ts';
import type { NotificationKind } from './notification.ts';
import { type PushedBrowser, canPush, isPushed, startPush, stopPush } from './push.ts';

const WAYS = ['inApp', 'email', 'push'] as const;
const CHOICES = ['notification choices'] as const;
const BROWSERS = ['pushed browsers'] as const;

interface Choices {
  readonly kinds: Readonly<Partial<Record<string, Ways>>>;
  readonly pushText: boolean;
}
const CHOICES_QUERY = { queryKey: CHOICES, queryFn: () => call<Choices>('/notifications/preferences') };
type Change = { readonly kinds?: Readonly<Record<string, Partial<Ways>>>; readonly pushText?: boolean };

/** Where one hears of what: in the console, by mail, as a push to one's browsers. Each tick is kept at once. */
export function ChoicesPage() {
  const s = useStrings();
  const words = s.settings.alerts;
  const found = useQuery(CHOICES_QUERY);
  return (
    <>
      <PageHead title={s.settings.pages.notifications} lead={words.lead} />
      {found.isPending && <Waiting rows={4} />}
      {found.isError && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      {found.data !== undefined && <ChoiceForm known={found.data} />}
      <h2 className="section">{words.browsers}</h2>
      <Browsers />
    </>
  );
}

function ChoiceForm({ known }: { readonly known: Choices }) {
  const s = useStrings();
  const client = useQueryClient();
  const [choices, setChoices] = useState(known);
  const keep = useMutation({
    mutationFn: (body: Change) => call<Choices>('/notifications/preferences', { method: 'PATCH', body }),
    async onError(error) {
      sayProblem(error, s.app.offline);
      // What the gateway has kept is the truth, whatever was ticked meanwhile.
      const kept = await client.fetchQuery({ ...CHOICES_QUERY, staleTime: 0 }).catch(() => known);
      setChoices(kept);
    },
  });
  const change = (body: Change) => {
    const next = laidOver(choices, body);
    setChoices(next);
    client.setQueryData(CHOICES, next);
    keep.mutate(body);
  };
  return (
    <form className="choices" onSubmit={(event) => event.preventDefault()}>
      <KindTable choices={choices} onChange={change} />
      <Check
        label={s.settings.alerts.pushText}
        checked={choices.pushText}
        onChange={({ currentTarget: { checked } }) => change({ pushText: checked })}
      />
    </form>
  );
}

function laidOver(known: Choices, { kinds = {}, pushText = known.pushText }: Change): Choices {
  const changed = Object.entries(known.kinds).map(([kind, ways]) => [kind, { ...ways, ...kinds[kind] }]);
  return { kinds: Object.fromEntries(changed), pushText };
}

function KindTable({ choices, onChange }: { readonly choices: Choices; readonly onChange: (change: Change) => void }) {
  const s = useStrings();
  const words = s.settings.alerts;
  const kindNames: Readonly<Record<string, string>> = s.notifications.kinds;
  const kinds = Object.keys(choices.kinds).filter((kind): kind is NotificationKind => kind in kindNames);
  return (
    <div className="table-frame" tabIndex={0} role="region" aria-label={s.settings.pages.notifications}>
      <table className="table choice-table">
        <thead>
          <tr>
            <th scope="col">{words.what}</th>
            {WAYS.map((way) => (
              <th key={way} scope="col" className="choice">
                {words.ways[way]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kinds.map((kind) => (
            <tr key={kind}>
              <th scope="row">{kindNames[kind]}</th>
              {WAYS.map((way) => (
                <td key={way} className="choice">
                  <input
                    type="checkbox"
                    aria-label={`${kindNames[kind] ?? kind}: ${words.ways[way]}`}
                    checked={choices.kinds[kind]?.[way] === true}
                    onChange={({ currentTarget: { checked } }) => onChange({ kinds: { [kind]: { [way]: checked } } })}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The browsers that are pushed to: this one, switched here, and those elsewhere. */
function Browsers() {
  const s = useStrings();
  const words = s.settings.alerts;
  const language = useLanguage();
  const client = useQueryClient();
  const own = useQuery({ queryKey: [...BROWSERS, 'this one'], queryFn: isPushed });
  const all = useQuery({
    queryKey: BROWSERS,
    queryFn: async () => (await call<{ readonly data: readonly PushedBrowser[] }>('/push/subscriptions')).data,
  });
  const [why, setWhy] = useState<string>();
  const settled = () => client.invalidateQueries({ queryKey: BROWSERS });
  const change = useMutation({
    async mutationFn(isOn: boolean) {
      setWhy(undefined);
      if (!isOn) return stopPush();
      if ((await startPush()) === 'denied') setWhy(s.notifications.denied);
      else say(words.switchedOn);
    },
    // A browser without a push service says so by throwing; its sentence is for developers.
    onError: () => setWhy(words.noService),
    onSettled: settled,
  });
  const remove = useMutation({
    mutationFn: (id: string) => call(`/push/subscriptions/${id}`, { method: 'DELETE' }),
    onError: (error) => sayProblem(error, s.app.offline),
    onSettled: settled,
  });
  return (
    <div className="narrow">
      <p className="soft">{canPush() ? words.browsersLead : words.cannot}</p>
      {canPush() && (
        <p className="card-actions choice-action">
          <Button busy={change.isPending} onClick={() => change.mutate(own.data !== true)}>
            {own.data === true ? words.stop : words.start}
          </Button>
        </p>
      )}
      {why !== undefined && (
        <p className="field-error" role="alert">
          {why}
        </p>
      )}
      <ul className="cards">
        {all.data?.map((browser) => (
          <li key={browser.id} className="card-line">
            <span className="card-text">
              <strong>{browser.service}</strong>
              <span className="soft">{momentOf(browser.createdAt, language)}</span>
            </span>
            <Button small look="danger" busy={remove.isPending} onClick={() => remove.mutate(browser.id)}>
              {s.app.remove}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
