import type { AuditLine } from '../api/wire-organisation.ts';
import { Facts } from '../panel/Facts.tsx';
import { momentOf } from '../parts/times.ts';
import type { Strings } from '../strings/en.ts';
import { useLanguage, useStrings } from '../strings/strings.ts';

/** One line: who did what to what, when, and the rest on demand. */
export function AuditLineCard({ line, nameOf }: { readonly line: AuditLine; readonly nameOf: (id: string) => string | undefined }) {
  const words = useStrings().settings.audit;
  const language = useLanguage();
  const { actor, action, targetId } = line;
  const target = targetId === null || targetId === actor.id ? undefined : (nameOf(targetId) ?? targetId);
  return (
    <li className="card-block audit-line">
      <div className="card-line">
        <span className="card-text">
          <strong>{words.actions[action] ?? action}</strong>
          <span className="soft">{[whoOf(actor, words), target].filter((one) => one !== undefined).join(' → ')}</span>
        </span>
        {line.outcome === 'refused' && <span className="pill pill-bad">{words.outcomes.refused}</span>}
        <time className="soft" dateTime={line.at}>
          {momentOf(line.at, language)}
        </time>
      </div>
      <details>
        <summary>{words.details}</summary>
        <Facts
          rows={[
            [words.reason, line.problem],
            [words.onWhat, targetId],
            [words.given, line.changes.map(changeText).join('\n')],
            [words.address, line.address],
            [words.program, line.userAgent],
            [words.request, line.requestId],
            [words.operation, action],
          ]}
        />
      </details>
    </li>
  );
}

function whoOf({ type, name }: AuditLine['actor'], words: Strings['settings']['audit']): string {
  if (type === 'member') return name ?? words.removed;
  if (type === 'key') return `${words.actors.key}: ${name ?? words.removed}`;
  return words.actors[type];
}

/** A field, and what it was set to where that is told. */
function changeText({ field, value }: AuditLine['changes'][number]): string {
  if (value === undefined) return field;
  return `${field}: ${typeof value === 'string' ? value : JSON.stringify(value)}`;
}
