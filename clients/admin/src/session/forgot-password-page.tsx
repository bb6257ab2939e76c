import { Button } from '@offplan/kit/components/button.tsx';
import { TextField } from '@offplan/kit/components/field.tsx';
import { StateMessage } from '@offplan/kit/components/states.tsx';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { Link, useLocation } from 'react-router';
import { z } from 'zod';
import { fieldError } from '../forms/field-error.ts';
import { emailText } from '../forms/form-schemas.ts';
import { zodResolver } from '../forms/zod-resolver.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useTitle } from '../shell/use-title.ts';
import { requestPasswordReset } from './access-routes.ts';
import { authFailureText } from './auth-failure-text.ts';
import { Entrance } from './entrance.tsx';

const schema = z.object({ email: emailText });
type Values = z.infer<typeof schema>;

/** Asks for a link for a new password. The end is the same whether there is an account or not (security check 23). */
export function ForgotPasswordPage() {
  const t = useT();
  useTitle(t('forgot.title'));
  const { state } = useLocation() as { state: { email?: string } | null };
  const [failure, setFailure] = useState<string>();
  const [sentTo, setSentTo] = useState<string>();
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { email: state?.email ?? '' } });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ email }) => {
    setFailure(undefined);
    const result = await requestPasswordReset(email);
    if (result.isOk) setSentTo(email);
    else setFailure(authFailureText(t, result));
  });
  const back = (
    <Link className="o-linklike" to="/sign-in">
      {t('forgot.back')}
    </Link>
  );
  if (sentTo)
    return (
      <Entrance>
        <StateMessage icon="mail" title={t('mailed.title')} action={back}>
          {t('forgot.sent', { email: sentTo })}
        </StateMessage>
      </Entrance>
    );
  return (
    <Entrance>
      <form onSubmit={submit} noValidate>
        <div>
          <h1 className="o-big1">{t('forgot.title')}</h1>
          <p className="o-muted">{t('forgot.lead')}</p>
        </div>
        {failure && (
          <p className="o-form-failure" role="alert">
            {failure}
          </p>
        )}
        <TextField
          label={t('form.emailLabel')}
          type="email"
          autoComplete="username"
          autoFocus
          {...form.register('email')}
          error={fieldError(t, errors.email)}
        />
        <Button type="submit" kind="primary" size="large" isBusy={isSubmitting}>
          {t('forgot.submit')}
        </Button>
        <p className="o-center">{back}</p>
      </form>
    </Entrance>
  );
}
