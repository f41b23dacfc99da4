import { type ComponentProps, type ReactNode, useId } from 'react';

/** A labelled field with its hint and what is wrong with it. The control gets the ids it needs. */
export function Field({
  label,
  hint,
  error,
  children,
}: {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly children: (ids: { readonly id: string; readonly 'aria-describedby'?: string; readonly 'aria-invalid'?: true }) => ReactNode;
}) {
  const id = useId();
  const described = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`]
    .filter((one) => one !== '')
    .join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        ...(described === '' ? {} : { 'aria-describedby': described }),
        ...(error === undefined ? {} : { 'aria-invalid': true }),
      })}
      {hint !== undefined && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

type Given = { readonly label: string; readonly hint?: string | undefined; readonly error?: string | undefined };

export function TextField({ label, hint, error, ...rest }: Given & ComponentProps<'input'>) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => <input className="input" type="text" {...rest} {...ids} />}
    </Field>
  );
}

export function TextArea({ label, hint, error, ...rest }: Given & ComponentProps<'textarea'>) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => <textarea className="input" rows={4} {...rest} {...ids} />}
    </Field>
  );
}

export function SelectField({
  label,
  hint,
  error,
  options,
  ...rest
}: Given & ComponentProps<'select'> & { readonly options: readonly { readonly value: string; readonly label: string }[] }) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => (
        <select className="input" {...rest} {...ids}>
          {options.map(({ value, label: text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function Check({ label, ...rest }: { readonly label: ReactNode } & ComponentProps<'input'>) {
  return (
    <label className="check">
      <input type="checkbox" {...rest} />
      <span>{label}</span>
    </label>
  );
}
