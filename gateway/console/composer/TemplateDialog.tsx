import { useMemo, useState } from 'react';
import { fitting } from '../app/commands.ts';
import { useMe } from '../app/me.ts';
import { useTemplates } from '../api/queries.ts';
import type { Contact, Conversation } from '../api/wire.ts';
import type { Template } from '../api/wire-organisation.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Failed, Waiting } from '../parts/Empty.tsx';
import { TextField } from '../parts/Field.tsx';
import { nameOf } from '../parts/name.ts';
import { useStrings } from '../strings/strings.ts';
import { filled } from './fill.ts';
import { send } from './outgoing.ts';

/** Prepared answers go into the text, to be changed; what a platform has approved is filled in, looked at, and sent as it is. */
export function TemplateDialog({
  conversation,
  contact,
  approvedOnly,
  onClose,
  onText,
}: {
  readonly conversation: Conversation;
  readonly contact: Contact | undefined;
  readonly approvedOnly: boolean;
  readonly onClose: () => void;
  readonly onText: (template: Template) => void;
}) {
  const s = useStrings();
  const templates = useTemplates(conversation.channelId);
  const [q, setQ] = useState('');
  const [chosen, setChosen] = useState<Template | null>(null);
  const usable = (templates.data ?? []).filter((one) => (one.kind === 'canned' ? !approvedOnly : one.status === 'approved'));
  const shown = fitting(
    usable.map((template) => ({ template, label: `${template.name} ${template.text}` })),
    q,
  );
  const choose = (template: Template) => {
    if (template.kind !== 'canned') return setChosen(template);
    onText(template);
    onClose();
  };
  return (
    <Dialog title={chosen?.name ?? s.composer.templates} open wide onClose={onClose}>
      {chosen !== null ? (
        <Fill template={chosen} conversation={conversation} contact={contact} onBack={() => setChosen(null)} onClose={onClose} />
      ) : (
        <>
          <TextField label={s.composer.search} type="search" value={q} autoFocus onChange={(event) => setQ(event.currentTarget.value)} />
          {templates.isPending && <Waiting rows={3} />}
          {templates.isError && <Failed error={templates.error} onRetry={() => void templates.refetch()} />}
          <ul className="template-list">
            {shown.map(({ template }) => (
              <li key={template.id}>
                <button type="button" onClick={() => choose(template)}>
                  <span className="template-head">
                    <strong>{template.name}</strong>
                    <span className="tag">{template.language}</span>
                    <span className="tag">{template.kind === 'canned' ? s.settings.templates.canned : template.kind}</span>
                  </span>
                  <span className="template-text">{template.text}</span>
                </button>
              </li>
            ))}
          </ul>
          {templates.isSuccess && shown.length === 0 && <p className="faint">{s.composer.noTemplates}</p>}
        </>
      )}
    </Dialog>
  );
}

function Fill({
  template,
  conversation,
  contact,
  onBack,
  onClose,
}: {
  readonly template: Template;
  readonly conversation: Conversation;
  readonly contact: Contact | undefined;
  readonly onBack: () => void;
  readonly onClose: () => void;
}) {
  const s = useStrings();
  const me = useMe();
  const first = useMemo(() => nameOf(contact, s, conversation).split(' ')[0] ?? '', [contact, conversation]);
  const [params, setParams] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(template.params.map((param) => [param.name, /name/i.test(param.name) ? first : ''])),
  );
  const isFilled = template.params.every((param) => param.optional === true || (params[param.name] ?? '').trim() !== '');
  const preview = filled(template.text, {
    'member.name': me.name,
    ...Object.fromEntries(Object.entries(params).filter(([, value]) => value !== '')),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const given = Object.fromEntries(Object.entries(params).filter(([, value]) => value.trim() !== ''));
        const content = { type: 'template', templateId: template.id, params: given };
        send(conversation.id, { content }, { shown: preview });
        onClose();
      }}
    >
      {template.params.map((param) => (
        <TextField
          key={param.name}
          label={param.optional === true ? `${param.name} (${s.app.optional})` : param.name}
          hint={param.example}
          value={params[param.name] ?? ''}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setParams((known) => ({ ...known, [param.name]: value }));
          }}
        />
      ))}
      <p className="faint">{s.composer.preview}</p>
      <p className="template-preview">{preview}</p>
      <div className="dialog-actions">
        <Button onClick={onBack}>{s.app.back}</Button>
        <Button type="submit" look="accent" disabled={!isFilled}>
          {s.composer.sendTemplate}
        </Button>
      </div>
    </form>
  );
}
