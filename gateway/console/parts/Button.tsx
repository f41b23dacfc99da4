import type { ComponentProps } from 'react';
import { Icon, type IconName } from './icons.tsx';

type Look = 'plain' | 'accent' | 'quiet' | 'danger';

/** A button with words. `busy` shows that its work is under way, and lets nobody press it twice. */
export function Button({
  look = 'plain',
  icon,
  busy = false,
  small = false,
  children,
  className = '',
  ...rest
}: ComponentProps<'button'> & { readonly look?: Look; readonly icon?: IconName; readonly busy?: boolean; readonly small?: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      className={`button button-${look} ${small ? 'button-small' : ''} ${className}`}
      disabled={rest.disabled === true || busy}
      aria-busy={busy || undefined}
    >
      {icon !== undefined && <Icon name={icon} size={small ? 16 : 18} />}
      {children}
    </button>
  );
}

/** A button with a drawing only; its name is read out and shown as a tip. */
export function IconButton({
  icon,
  label,
  className = '',
  ...rest
}: ComponentProps<'button'> & { readonly icon: IconName; readonly label: string }) {
  return (
    <button type="button" title={label} {...rest} aria-label={label} className={`icon-button ${className}`}>
      <Icon name={icon} />
    </button>
  );
}
