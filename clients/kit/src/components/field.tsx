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

const noteOf = (id: string) => `${id}-note`;

/** Ties a control to the note under it: what is wrong, else the hint. */
function described(id: string, { error, hint }: Pick<FieldProps, 'error' | 'hint'>) {
  return {
    id,
    'aria-invalid': error ? true : undefined,
    'aria-describedby': error || hint ? noteOf(id) : undefined,
  };
}

/** What is wrong with a control, under it. */
function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p className="o-field-error" id={id} role="alert">
      <Icon name="warn" />
      {children}
    </p>
  );
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
        <FieldError id={noteOf(id)}>{error}</FieldError>
      ) : (
        hint && (
          <p className="o-hint" id={noteOf(id)}>
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
      <input {...input} {...described(id, { error, hint })} className={classNames('o-inp', className)} />
    </Field>
  );
}

type TextAreaFieldProps = FieldProps & TextareaHTMLAttributes<HTMLTextAreaElement> & { ref?: Ref<HTMLTextAreaElement> };

/** Several lines of text. */
export function TextAreaField({ label, aside, hint, error, ...input }: TextAreaFieldProps) {
  const id = useId();
  return (
    <Field id={id} label={label} aside={aside} hint={hint} error={error}>
      <textarea {...input} {...described(id, { error, hint })} className="o-inp" />
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
        <select {...select} {...described(id, { error, hint })} className="o-inp">
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

type CheckboxProps = Pick<FieldProps, 'error'> &
  InputHTMLAttributes<HTMLInputElement> & { ref?: Ref<HTMLInputElement>; children: ReactNode };

/** A tick with its words; the words are the target too. */
export function Checkbox({ error, children, className, ...input }: CheckboxProps) {
  const id = useId();
  return (
    <>
      <label className={classNames('o-check', className)}>
        <input {...input} {...described(id, { error })} type="checkbox" />
        <span className="o-cb" aria-hidden="true">
          <Icon name="check" />
        </span>
        <span>{children}</span>
      </label>
      {error && <FieldError id={noteOf(id)}>{error}</FieldError>}
    </>
  );
}
