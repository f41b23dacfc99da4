import { useState } from 'react';
import type { Rules } from '../api/wire-organisation.ts';
import { Check, TextField } from '../parts/Field.tsx';
import { useStrings } from '../strings/strings.ts';
import { type Rule, RuleField, isFixed } from './RuleField.tsx';
import { KNOWN_TYPES, isTaken, otherTypes, withOthers, withType } from './file-types.ts';
import { useTyped } from './use-typed.ts';

const SIZES = ['maxBytes', 'maxDocumentBytes'] as const;
/** As the gateway counts its defaults: 100 of these, and 10. */
const MB = 1024 * 1024;

/** Which files are taken, from customers and from members. */
export function FilesRule({ rule }: { readonly rule: Rule<Rules['attachments']> }) {
  const words = useStrings().settings.rules;
  const { mimeTypes } = rule.value;
  const [others, setOthers] = useState(otherTypes(mimeTypes).join(', '));
  const setTypes = (next: readonly string[]) => rule.set({ ...rule.value, mimeTypes: next });
  const wrong = mimeTypes.map((_, i) => rule.errorOf(`mimeTypes.${i}`)).find((one) => one !== undefined);
  return (
    <RuleField rule={rule} label={words.files}>
      <fieldset className="field" disabled={isFixed(rule)}>
        <legend>{words.types}</legend>
        <div className="file-types">
          {KNOWN_TYPES.map((type) => (
            <Check
              key={type.name}
              label={type.name}
              checked={isTaken(type, mimeTypes)}
              onChange={({ currentTarget: { checked } }) => setTypes(withType(mimeTypes, type, checked))}
            />
          ))}
        </div>
      </fieldset>
      <TextField
        label={words.otherTypes}
        hint={words.otherTypesHint}
        error={rule.errorOf('mimeTypes') ?? wrong}
        value={isFixed(rule) ? otherTypes(mimeTypes).join(', ') : others}
        disabled={isFixed(rule)}
        onChange={({ currentTarget: { value } }) => {
          setOthers(value);
          setTypes(withOthers(mimeTypes, value));
        }}
      />
      {SIZES.map((name) => (
        <SizeField
          key={name}
          label={words[name]}
          bytes={rule.value[name]}
          error={rule.errorOf(name)}
          disabled={isFixed(rule)}
          onChange={(bytes) => rule.set({ ...rule.value, [name]: bytes })}
        />
      ))}
    </RuleField>
  );
}

function SizeField({
  label,
  bytes,
  error,
  disabled,
  onChange,
}: {
  readonly label: string;
  readonly bytes: number;
  readonly error: string | undefined;
  readonly disabled: boolean;
  readonly onChange: (bytes: number) => void;
}) {
  const size = useTyped(bytes, (value) => String(value / MB));
  return (
    <TextField
      label={label}
      type="number"
      min={0}
      step="any"
      required
      inputMode="decimal"
      error={error}
      value={size.text}
      disabled={disabled}
      onChange={({ currentTarget: { value } }) => {
        const means = Math.round(Number(value) * MB);
        size.type(value, means);
        onChange(means);
      }}
    />
  );
}
