import { type KeyboardEvent, useState } from 'react';
import { fitting } from '../app/commands.ts';
import { useTemplates } from '../api/queries.ts';
import type { Id } from '../api/wire.ts';
import type { Template } from '../api/wire-organisation.ts';
import { useStrings } from '../strings/strings.ts';

const MOST = 6;

interface SuggestionsState {
  readonly templates: readonly Template[];
  readonly at: number;
  readonly onPick: (template: Template) => void;
  /** Whether the key was for the suggestions. */
  onKeyDown(event: KeyboardEvent): boolean;
}

/** Prepared answers that fit what stands after a `/`. @param asked undefined: nothing was asked for */
export function useSuggestions(asked: string | undefined, channelId: Id, onPick: (template: Template) => void): SuggestionsState {
  const canned = (useTemplates(channelId).data ?? []).filter((one) => one.kind === 'canned');
  const [chosen, setChosen] = useState(0);
  const labelled = canned.map((template) => ({ template, label: `${template.name} ${template.text}` }));
  const templates =
    asked === undefined
      ? []
      : fitting(labelled, asked)
          .slice(0, MOST)
          .map((one) => one.template);
  const at = Math.min(chosen, Math.max(0, templates.length - 1));
  return {
    templates,
    at,
    onPick,
    onKeyDown(event) {
      const template = templates[at];
      if (template === undefined) return false;
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (step === 0 && event.key !== 'Enter' && event.key !== 'Tab') return false;
      event.preventDefault();
      if (step === 0) onPick(template);
      else setChosen((at + step + templates.length) % templates.length);
      return true;
    },
  };
}

export function Suggestions({ templates, at, onPick }: SuggestionsState) {
  const s = useStrings();
  if (templates.length === 0) return null;
  return (
    <ul className="suggestions" aria-label={s.composer.templates}>
      {templates.map((template, i) => (
        <li key={template.id}>
          <button type="button" className={i === at ? 'suggestion-here' : ''} onClick={() => onPick(template)}>
            <strong>{template.name}</strong>
            <span>{template.text}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
