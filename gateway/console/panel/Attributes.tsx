import { fieldsOf } from '../app/form.ts';
import { Button, IconButton } from '../parts/Button.tsx';
import { useStrings } from '../strings/strings.ts';

/** What else is kept of somebody, by names of one's own. A name that is there gets the new value. */
export function Attributes({
  attributes,
  onChange,
}: {
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Null takes one away. */
  readonly onChange: (name: string, value: string | null) => void;
}) {
  const s = useStrings();
  const known = Object.entries(attributes);
  return (
    <>
      <h3>{s.panel.attributes}</h3>
      {known.length === 0 && <p className="faint">{s.panel.noAttributes}</p>}
      <dl className="facts attributes">
        {known.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
            <IconButton icon="close" label={`${s.app.remove}: ${name}`} onClick={() => onChange(name, null)} />
          </div>
        ))}
      </dl>
      <form
        className="attribute-form"
        onSubmit={(event) => {
          event.preventDefault();
          const { name = '', value = '' } = fieldsOf(event.currentTarget);
          event.currentTarget.reset();
          onChange(name, value);
        }}
      >
        <input
          className="input"
          name="name"
          aria-label={s.panel.attributeName}
          placeholder={s.panel.attributeName}
          required
          maxLength={100}
        />
        <input
          className="input"
          name="value"
          aria-label={s.panel.attributeValue}
          placeholder={s.panel.attributeValue}
          required
          maxLength={1000}
        />
        <Button type="submit" small>
          {s.app.add}
        </Button>
      </form>
    </>
  );
}
