import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: 'default' | 'primary' | 'quiet' | 'gold' | 'danger';
  size?: 'small' | 'medium' | 'large';
  icon?: IconName;
  /** The key that does the same, shown at the end. */
  shortcut?: string;
  isWide?: boolean;
  /** Work is under way: no second click, and the label stays so that nothing jumps. */
  isBusy?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

const KIND = { default: '', primary: 'o-pri', quiet: 'o-quiet', gold: 'o-gold', danger: 'o-danger' };
const SIZE = { small: 'o-sm', medium: '', large: 'o-lg' };

/** A push button. One `primary` a view. */
export function Button(props: ButtonProps) {
  const { kind = 'default', size = 'medium', icon, shortcut, isWide, isBusy, className, children, ...rest } = props;
  return (
    <button
      type="button"
      {...rest}
      className={classNames('o-btn', KIND[kind], SIZE[size], isWide && 'o-wide', isBusy && 'o-busy', className)}
      aria-busy={isBusy || undefined}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? (event) => event.preventDefault() : rest.onClick}
    >
      {icon && <Icon name={icon} />}
      {children}
      {shortcut && <kbd aria-hidden="true">{shortcut}</kbd>}
    </button>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: IconName;
  /** The accessible name, shown as the tooltip too. */
  label: string;
  isDirectional?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

/** A button that is only an icon. */
export function IconButton({ icon, label, isDirectional, className, ...rest }: IconButtonProps) {
  return (
    <button type="button" {...rest} className={classNames('o-ib', className)} aria-label={label} title={label}>
      <Icon name={icon} isDirectional={isDirectional} />
    </button>
  );
}

/** A few exclusive choices in one bar. */
export function Segmented<Value extends string>(props: {
  label: string;
  value: Value;
  options: readonly { value: Value; label: ReactNode; title?: string }[];
  onChange: (value: Value) => void;
  isSmall?: boolean;
  isWide?: boolean;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a flex bar in every browser.
    <div
      className={classNames('o-seg', props.isSmall && 'o-sm', props.isWide && 'o-wide')}
      role="group"
      aria-label={props.label}
    >
      {props.options.map((option) => (
        <button
          key={option.value}
          type="button"
          title={option.title}
          aria-pressed={option.value === props.value}
          onClick={() => props.onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}
