import { useState } from 'react';
import type { Conversation } from '../api/wire.ts';
import { Icon } from '../parts/icons.tsx';
import { useStrings } from '../strings/strings.ts';
import { useAct } from '../thread/use-actions.ts';

/** Words by which conversations are found again. Enter adds one. */
export function Tags({ conversation }: { readonly conversation: Conversation }) {
  const s = useStrings();
  const act = useAct(conversation);
  const [text, setText] = useState('');
  return (
    <>
      <h3>{s.panel.tags}</h3>
      <ul className="tags">
        {conversation.tags.map((tag) => (
          <li key={tag} className="tag">
            {tag}
            <button
              type="button"
              aria-label={`${s.app.remove}: ${tag}`}
              onClick={() => act.mutate({ path: '/tags', body: { remove: [tag] } })}
            >
              <Icon name="close" size={14} />
            </button>
          </li>
        ))}
      </ul>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const tag = text.trim();
          if (tag === '') return;
          setText('');
          act.mutate({ path: '/tags', body: { add: [tag] } });
        }}
      >
        <input
          className="input"
          aria-label={s.panel.addTag}
          placeholder={s.panel.addTag}
          value={text}
          maxLength={100}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </form>
    </>
  );
}
