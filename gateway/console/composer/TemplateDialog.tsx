import { useState } from 'react';
import { fitting } from '../app/commands.ts';
import { useMe } from '../app/me.ts';
import { useTemplates } from '../api/queries.ts';
import type { Id } from '../api/wire.ts';
import type { Template } from '../api/wire-organisation.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { Failed, Waiting } from '../parts/Empty.tsx';
import { TextField } from '../parts/Field.tsx';
import { useStrings } from '../strings/strings.ts';
import { filled } from './fill.ts';

/** Prepared answers go into the text, to be changed; what a platform has approved is filled in, looked at, and sent as it is. */
export function TemplateDialog({
  channelId,
  name,
  onClose,
  onText,
  onSend,
}: {
  readonly channelId: Id;
  /** Of whoever it goes to. */
  readonly name: string;
  readonly onClose: () => void;
  /** Undefined where only what a platform has approved can be sent. */
  readonly onText?: (template: Template) => void;
  /** @param shown what the customer will read */
  readonly onSend: (content: object, shown: string) => void;
}) {
  const s = useStrings();
  const templates = useTemplates(channelId);
  const [q, setQ] = useState('');
  const [chosen, setChosen] = useState<Template | null>(null);
  const usable = (templates.data ?? []).filter((one) => (one.kind === 'canned' ? onText !== undefined : one.status === 'approved'));
  const shown = fitting(
    usable.map((template) => ({ template, label: `${template.name} ${template.text}` })),
    q,
  );
  const choose = (template: Template) => {
    if (template.kind !== 'canned') return setChosen(template);
    onText?.(template);
    onClose();
  };
  return (
    <Dialog title={chosen?.name ?? s.composer.templates} open wide onClose={onClose}>
      {chosen !== null ? (
        <Fill
          template={chosen}
          name={name}
          onBack={() => setChosen(null)}
          onSend={(content, shown) => {
            onSend(content, shown);
            onClose();
          }}
        />
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
  name,
  onBack,
  onSend,
}: {
  readonly template: Template;
  readonly name: string;
  readonly onBack: () => void;
  readonly onSend: (content: object, shown: string) => void;
}) {
  const s = useStrings();
  const me = useMe();
  const [params, setParams] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(template.params.map((param) => [param.name, /name/i.test(param.name) ? (name.split(' ')[0] ?? '') : ''])),
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
        onSend({ type: 'template', templateId: template.id, params: given }, preview);
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
