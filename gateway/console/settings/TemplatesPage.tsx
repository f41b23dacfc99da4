import { useState } from 'react';
import { useTemplates } from '../api/queries.ts';
import { mayDo, useMe } from '../app/me.ts';
import type { Template } from '../api/wire-organisation.ts';
import { Button } from '../parts/Button.tsx';
import { Empty, Failed, Waiting } from '../parts/Empty.tsx';
import { say } from '../parts/toasts.tsx';
import { useStrings } from '../strings/strings.ts';
import { PageHead } from './PageHead.tsx';
import { TemplateForm } from './TemplateForm.tsx';
import { RemoveButton } from './RemoveButton.tsx';
import { useChange } from './use-change.ts';

const TEMPLATES = ['templates'] as const;
const LOOKS: Readonly<Record<string, string>> = { approved: 'good', pending: 'warn', paused: 'warn', rejected: 'bad', disabled: 'bad' };

/** Prepared answers of one's own, which can be changed here, and what the platforms have. */
export function TemplatesPage() {
  const s = useStrings();
  const me = useMe();
  const words = s.settings.templates;
  const templates = useTemplates();
  const sync = useChange(TEMPLATES);
  const [edits, setEdits] = useState<Template | 'new' | null>(null);
  const mayChange = mayDo(me, 'manage_templates');
  return (
    <>
      <PageHead title={s.settings.pages.templates} lead={words.lead}>
        {mayChange && (
          <>
            <Button
              busy={sync.isPending}
              onClick={() => sync.mutate({ path: '/templates/sync', method: 'POST', body: {} }, { onSuccess: () => say(words.synced) })}
            >
              {words.sync}
            </Button>
            <Button look="accent" icon="plus" onClick={() => setEdits('new')}>
              {words.create}
            </Button>
          </>
        )}
      </PageHead>
      {templates.isPending && <Waiting rows={3} />}
      {templates.isError && <Failed error={templates.error} onRetry={() => void templates.refetch()} />}
      {templates.data?.length === 0 && <Empty icon="page" title={words.empty} />}
      <ul className="cards">
        {templates.data?.map((template) => (
          <TemplateLine key={template.id} template={template} mayChange={mayChange} onEdit={() => setEdits(template)} />
        ))}
      </ul>
      {edits !== null && <TemplateForm template={edits === 'new' ? undefined : edits} onClose={() => setEdits(null)} />}
    </>
  );
}

function TemplateLine({
  template,
  mayChange,
  onEdit,
}: {
  readonly template: Template;
  readonly mayChange: boolean;
  readonly onEdit: () => void;
}) {
  const s = useStrings();
  const words = s.settings.templates;
  const isOurs = template.kind === 'canned';
  return (
    <li className="card-line">
      <span className="card-text">
        <strong>{template.name}</strong>
        <span className="template-text">{template.text}</span>
        {template.reason !== null && <span className="field-error">{template.reason}</span>}
      </span>
      <span className="tag">{template.language}</span>
      {isOurs ? (
        <span className="tag">{words.canned}</span>
      ) : (
        <span className={`pill pill-${LOOKS[template.status] ?? ''}`}>{`${template.kind} · ${template.status}`}</span>
      )}
      {isOurs && mayChange && (
        <>
          <Button small onClick={onEdit}>
            {s.app.edit}
          </Button>
          <RemoveButton
            path={`/templates/${template.id}`}
            title={words.removeTitle(template.name)}
            lead={words.removeLead}
            stale={[TEMPLATES]}
          />
        </>
      )}
    </li>
  );
}
