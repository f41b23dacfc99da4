import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { call } from '../api/request.ts';
import type { Page } from '../api/wire.ts';
import type { ApiKey } from '../api/wire-organisation.ts';
import { Button } from '../parts/Button.tsx';
import { CopyField } from '../parts/CopyField.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { DialogActions } from '../parts/DialogActions.tsx';
import { Empty, Failed, Waiting } from '../parts/Empty.tsx';
import { Check, TextField } from '../parts/Field.tsx';
import { momentOf } from '../parts/times.ts';
import { useLanguage, useStrings } from '../strings/strings.ts';
import { PageHead } from './PageHead.tsx';
import { RemoveButton } from './RemoveButton.tsx';
import { useChange } from './use-change.ts';

const KEYS = ['api keys'] as const;

/** Keys for programs. */
export function KeysPage() {
  const s = useStrings();
  const words = s.settings.keys;
  const language = useLanguage();
  const found = useQuery({ queryKey: KEYS, queryFn: () => call<Page<ApiKey>>('/api-keys', { query: { limit: 200 } }) });
  const [makes, setMakes] = useState(false);
  return (
    <>
      <PageHead title={s.settings.pages.keys} lead={words.lead}>
        <Button look="accent" icon="plus" onClick={() => setMakes(true)}>
          {words.create}
        </Button>
      </PageHead>
      {found.isPending && <Waiting rows={2} />}
      {found.isError && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.data.length === 0 && <Empty icon="key" title={words.empty} />}
      <ul className="cards">
        {found.data?.data.map((key) => (
          <li key={key.id} className="card-line">
            <span className="card-text">
              <strong>{key.name}</strong>
              <span className="soft">{key.permissions.includes('*') ? words.everything : key.permissions.join(', ')}</span>
            </span>
            {key.expiresAt !== null && <span className="tag">{words.expires(momentOf(key.expiresAt, language))}</span>}
            <RemoveButton
              path={`/api-keys/${key.id}`}
              title={words.revokeTitle(key.name)}
              lead={words.revokeLead}
              label={words.revoke}
              stale={[KEYS]}
            />
          </li>
        ))}
      </ul>
      {makes && <KeyDialog onClose={() => setMakes(false)} />}
    </>
  );
}

interface Permissions {
  readonly data: readonly string[];
}

function KeyDialog({ onClose }: { readonly onClose: () => void }) {
  const s = useStrings();
  const words = s.settings.keys;
  const change = useChange<ApiKey>(KEYS);
  const made = change.data?.key;
  const mine = useQuery({ queryKey: [...KEYS, 'permissions'], queryFn: () => call<Permissions>('/api-keys/permissions') });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    change.mutate({ path: '/api-keys', method: 'POST', body: { name: data.get('name'), permissions: data.getAll('permissions') } });
  };
  return (
    <Dialog title={words.create} open onClose={onClose}>
      {made !== undefined ? (
        <>
          <CopyField label={words.shownOnce} value={made} />
          <div className="dialog-actions">
            <Button look="accent" onClick={onClose}>
              {s.app.close}
            </Button>
          </div>
        </>
      ) : (
        <form onSubmit={submit}>
          <TextField label={s.app.yourName} name="name" required autoFocus />
          <fieldset className="field">
            <legend>{words.permissions}</legend>
            {mine.isPending && <Waiting rows={3} />}
            {mine.isError && <Failed error={mine.error} onRetry={() => void mine.refetch()} />}
            {mine.data?.data.map((one) => (
              <Check key={one} label={one} name="permissions" value={one} defaultChecked={one === 'read'} />
            ))}
          </fieldset>
          <DialogActions action={words.create} busy={change.isPending} onClose={onClose} />
        </form>
      )}
    </Dialog>
  );
}
