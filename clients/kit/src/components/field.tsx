import {
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from 'react';
import { classNames } from './class-names.ts';
import { Icon } from './icon.tsx';

interface FieldProps {
  label: ReactNode;
  /** At the end of the label's line: "optional", a counter, a link. */
  aside?: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
}

function Field({ id, label, aside, hint, error, children }: FieldProps & { id: string; children: ReactNode }) {
  return (
    <div className="o-fld">
      <div className="o-lbl">
        <label htmlFor={id}>{label}</label>
        {aside && <em>{aside}</em>}
      </div>
      {children}
      {error ? (
        <p className="o-field-error" id={`${id}-note`} role="alert">
          <Icon name="warn" />
          {error}
        </p>
      ) : (
        hint && (
          <p className="o-hint" id={`${id}-note`}>
            {hint}
          </p>
        )
      )}
    </div>
  );
}

type TextFieldProps = FieldProps & InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement> };

/** One line of text with its label above. */
export function TextField({ label, aside, hint, error, className, ...input }: TextFieldProps) {
  const id = useId();
  return (
    <Field id={id} label={label} aside={aside} hint={hint} error={error}>
      <input
        {...input}
        id={id}
        className={classNames('o-inp', className)}
        aria-invalid={error ? true : undefined}
        aria-describedby={error || hint ? `${id}-note` : undefined}
      />
    </Field>
  );
}

type TextAreaFieldProps = FieldProps & TextareaHTMLAttributes<HTMLTextAreaElement> & { ref?: Ref<HTMLTextAreaElement> };

/** Several lines of text. */
export function TextAreaField({ label, aside, hint, error, ...input }: TextAreaFieldProps) {
  const id = useId();
  return (
    <Field id={id} label={label} aside={aside} hint={hint} error={error}>
      <textarea {...input} id={id} className="o-inp" aria-invalid={error ? true : undefined} />
    </Field>
  );
}

type SelectFieldProps = FieldProps & SelectHTMLAttributes<HTMLSelectElement> & { ref?: Ref<HTMLSelectElement> };

/** One of a list. The browser's own select: best on phones, with keyboards and with screen readers. */
export function SelectField({ label, aside, hint, error, children, ...select }: SelectFieldProps) {
  const id = useId();
  return (
    <Field id={id} label={label} aside={aside} hint={hint} error={error}>
      <span className="o-select">
        <select {...select} id={id} className="o-inp" aria-invalid={error ? true : undefined}>
          {children}
        </select>
        <Icon name="down" />
      </span>
    </Field>
  );
}

/** A select without a visible label, for tables and bars. */
export function Select({
  label,
  className,
  children,
  ...select
}: SelectHTMLAttributes<HTMLSelectElement> & { label: string }) {
  return (
    <span className={classNames('o-select', className)}>
      <select {...select} className="o-inp" aria-label={label}>
        {children}
      </select>
      <Icon name="down" />
    </span>
  );
}

type CheckboxProps = InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement>; children: ReactNode };

/** A tick with its words; the words are the target too. */
export function Checkbox({ children, className, ...input }: CheckboxProps) {
  return (
    <label className={classNames('o-check', className)}>
      <input {...input} type="checkbox" />
      <span className="o-cb" aria-hidden="true">
        <Icon name="check" />
      </span>
      <span>{children}</span>
    </label>
  );
}
