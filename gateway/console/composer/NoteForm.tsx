import { useRef, useState } from 'react';
import { useMembers } from '../api/queries.ts';
import type { Conversation } from '../api/wire.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { Button } from '../parts/Button.tsx';
import { useStrings } from '../strings/strings.ts';
import { useDraft } from './drafts.ts';
import { mentionAt, mentionsIn } from './fill.ts';
import { send } from './outgoing.ts';

/** For the team only; `@` mentions somebody. */
export function NoteForm({ conversation, onReply }: { readonly conversation: Conversation; readonly onReply: () => void }) {
  const s = useStrings();
  const [text, setText] = useDraft(`note ${conversation.id}`);
  const [caret, setCaret] = useState(0);
  const area = useRef<HTMLTextAreaElement>(null);
  const members = useMembers().data ?? [];
  const asked = mentionAt(text, caret);
  const fitting = asked === undefined ? [] : members.filter((one) => one.name.toLowerCase().includes(asked.toLowerCase())).slice(0, 6);
  useShortcuts({ reply: onReply, note: () => area.current?.focus() });
  const submit = () => {
    const words = text.trim();
    if (words === '') return;
    const mentions = mentionsIn(words, members);
    send(conversation.id, { text: words, ...(mentions.length > 0 ? { mentions } : {}) }, { shown: words, isNote: true });
    setText('');
  };
  const mention = (name: string) => {
    const before = text.slice(0, caret).replace(/@[^@\s]*$/, `@${name} `);
    setText(before + text.slice(caret));
    setCaret(before.length);
    area.current?.focus();
  };
  return (
    <form
      className="composer-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {fitting.length > 0 && (
        <ul className="suggestions">
          {fitting.map((member) => (
            <li key={member.id}>
              <button type="button" onClick={() => mention(member.name)}>
                @{member.name}
              </button>
            </li>
          ))}
        </ul>
      )}
      <textarea
        ref={area}
        className="composer-text"
        aria-label={s.composer.note}
        placeholder={s.composer.notePlaceholder}
        rows={Math.min(8, Math.max(2, text.split('\n').length))}
        value={text}
        maxLength={10_000}
        autoFocus
        dir="auto"
        onChange={(event) => {
          setText(event.currentTarget.value);
          setCaret(event.currentTarget.selectionStart);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || event.key !== 'Enter' || event.shiftKey) return;
          event.preventDefault();
          submit();
        }}
      />
      <div className="composer-foot">
        <p className="composer-hints faint">{s.composer.enterHint}</p>
        <Button type="submit" look="accent" icon="note" disabled={text.trim() === ''}>
          {s.composer.saveNote}
        </Button>
      </div>
    </form>
  );
}
