import { Button } from '@offplan/kit/components/button.tsx';
import { TextField } from '@offplan/kit/components/field.tsx';
import { type FormEvent, useRef, useState } from 'react';
import { useT } from '../i18n/catalogue.tsx';
import { useTitle } from '../shell/use-title.ts';
import { completeByPasskey, completeSignIn, knowsPasskeys, type SecondFactor } from './access-routes.ts';
import { authFailureText } from './auth-failure-text.ts';
import type { AuthResult } from './auth-routes.ts';
import { Entrance } from './entrance.tsx';

/** The second step of a sign-in (ID-6): a code of the app, sent off when its six digits are there, or a passkey, or a recovery code. */
export function SecondStep({
  factors,
  onDone,
  onAgain,
}: {
  factors: readonly SecondFactor[];
  onDone: () => Promise<void>;
  onAgain: () => void;
}) {
  const t = useT();
  useTitle(t('second.title'));
  const [isRecovering, setRecovering] = useState(false);
  const [text, setText] = useState('');
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  const finish = async (work: Promise<AuthResult>) => {
    setBusy(true);
    setFailure(undefined);
    const result = await work;
    if (result.isOk) return onDone();
    setBusy(false);
    setText('');
    setFailure(authFailureText(t, result));
    input.current?.focus();
  };
  const send = (value: string) => finish(completeSignIn(isRecovering ? { recoveryCode: value } : { code: value }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '' && !isBusy) void send(text);
  };
  const type = (value: string) => {
    setText(value);
    if (!isRecovering && !isBusy && /^\d{6}$/u.test(value.replaceAll(/\s/gu, ''))) void send(value);
  };

  return (
    <Entrance
      foot={
        <button type="button" className="o-linklike" onClick={onAgain}>
          {t('second.again')}
        </button>
      }
    >
      <form onSubmit={submit} noValidate>
        <div>
          <h1 className="o-big1">{t('second.title')}</h1>
          <p className="o-muted">{isRecovering ? t('second.recoveryLead') : t('second.lead')}</p>
        </div>
        {failure && (
          <p className="o-form-failure" role="alert">
            {failure}
          </p>
        )}
        <TextField
          // Another field: the browser must not keep what was typed for the other way.
          key={isRecovering ? 'recovery' : 'code'}
          ref={input}
          label={isRecovering ? t('second.recoveryCode') : t('second.code')}
          className="o-code"
          dir="ltr"
          autoFocus
          autoComplete={isRecovering ? 'off' : 'one-time-code'}
          inputMode={isRecovering ? 'text' : 'numeric'}
          spellCheck={false}
          autoCapitalize="none"
          maxLength={isRecovering ? 14 : 7}
          value={text}
          onChange={(event) => type(event.target.value)}
        />
        <Button type="submit" kind="primary" size="large" isBusy={isBusy}>
          {t('signin.submit')}
        </Button>
        {factors.includes('passkey') && knowsPasskeys() && (
          <Button size="large" icon="key" onClick={() => void finish(completeByPasskey())}>
            {t('second.passkey')}
          </Button>
        )}
        {(factors.includes('recovery_code') || isRecovering) && (
          <p className="o-muted o-center">
            <button
              type="button"
              className="o-linklike"
              onClick={() => {
                setRecovering(!isRecovering);
                setText('');
                setFailure(undefined);
              }}
            >
              {isRecovering ? t('second.useApp') : t('second.useRecovery')}
            </button>
          </p>
        )}
      </form>
    </Entrance>
  );
}
