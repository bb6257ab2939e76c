import { TextField } from '@offplan/kit/components/field.tsx';
import { type ComponentProps, useEffect, useState } from 'react';
import { type MessageKey, useT } from '../i18n/catalogue.tsx';

const LEVELS = [
  'password.weak',
  'password.weak',
  'password.fair',
  'password.good',
  'password.strong',
] as const satisfies readonly MessageKey[];

/** How hard a password is to guess, 0 to 4; nothing while it is too short to matter or is being weighed. */
function useStrength(password: string): number | undefined {
  const [weighed, setWeighed] = useState<{ password: string; score: number }>();
  useEffect(() => {
    if (password.length < 4) return;
    let isCurrent = true;
    // The dictionaries are large: they come when somebody types a new password.
    void import('./password-strength.ts').then(({ scoreOf }) => {
      if (isCurrent) setWeighed({ password, score: scoreOf(password) });
    });
    return () => {
      isCurrent = false;
    };
  }, [password]);
  return password.length >= 4 ? weighed?.score : undefined;
}

/** A new password with a meter that answers while one types. `typed`: what stands in the field. */
export function NewPasswordField({ typed, ...field }: ComponentProps<typeof TextField> & { typed: string }) {
  const t = useT();
  const score = useStrength(typed);
  const isShort = typed.length < 12;
  // Twelve characters are the least, however good they are.
  const level = score === undefined ? 0 : Math.max(1, isShort ? Math.min(score, 2) : score);
  const words = score === undefined ? t('password.hint') : isShort ? t('form.password') : t(LEVELS[score]!);
  return (
    <div className="o-new-password">
      <TextField type="password" autoComplete="new-password" hint={words} {...field} />
      <div className={`o-meter o-level-${level}`} aria-hidden="true">
        <i />
        <i />
        <i />
        <i />
      </div>
    </div>
  );
}
