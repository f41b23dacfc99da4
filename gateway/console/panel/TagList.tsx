import { useState } from 'react';
import { Icon } from '../parts/icons.tsx';
import { useStrings } from '../strings/strings.ts';

/** Words by which something is found again. Enter adds one. */
export function TagList({
  tags,
  onAdd,
  onRemove,
}: {
  readonly tags: readonly string[];
  readonly onAdd: (tag: string) => void;
  readonly onRemove: (tag: string) => void;
}) {
  const s = useStrings();
  const [text, setText] = useState('');
  return (
    <>
      <h3>{s.panel.tags}</h3>
      <ul className="tags">
        {tags.map((tag) => (
          <li key={tag} className="tag">
            {tag}
            <button type="button" aria-label={`${s.app.remove}: ${tag}`} onClick={() => onRemove(tag)}>
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
          onAdd(tag);
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
