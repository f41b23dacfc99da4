import * as DropdownMenu from 'radix-ui/dropdown-menu';
import { Fragment, type ReactNode } from 'react';
import { Icon, type IconName } from './icons.tsx';

/** An entry of a menu; `null` is a line between groups. */
export type MenuEntry =
  | {
      readonly label: string;
      readonly icon?: IconName;
      readonly danger?: boolean;
      readonly checked?: boolean;
      readonly disabled?: boolean;
      /** Stays open, for choosing several. */
      readonly stays?: boolean;
      onSelect(): void;
    }
  | { readonly heading: string }
  | null;

/** A menu under whatever opens it. */
export function Menu({
  trigger,
  entries,
  align = 'end',
}: {
  readonly trigger: ReactNode;
  readonly entries: readonly MenuEntry[];
  readonly align?: 'start' | 'end';
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align={align} sideOffset={4} collisionPadding={8}>
          {entries.map((entry, i) => (
            <Fragment key={i}>{entryOf(entry)}</Fragment>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function entryOf(entry: MenuEntry): ReactNode {
  if (entry === null) return <DropdownMenu.Separator className="menu-line" />;
  if ('heading' in entry) return <DropdownMenu.Label className="menu-heading">{entry.heading}</DropdownMenu.Label>;
  const { label, icon, danger = false, checked, disabled = false, stays = false, onSelect } = entry;
  const common = {
    className: `menu-item ${danger ? 'menu-danger' : ''}`,
    disabled,
    onSelect(event: Event) {
      if (stays) event.preventDefault();
      onSelect();
    },
  };
  if (checked !== undefined) {
    return (
      <DropdownMenu.CheckboxItem {...common} checked={checked}>
        <span className="menu-mark">{checked && <Icon name="check" size={16} />}</span>
        {label}
      </DropdownMenu.CheckboxItem>
    );
  }
  return (
    <DropdownMenu.Item {...common}>
      {icon !== undefined && <Icon name={icon} size={16} />}
      {label}
    </DropdownMenu.Item>
  );
}
