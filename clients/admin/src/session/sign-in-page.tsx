import { Button } from '@offplan/kit/components/button.tsx';
import { TextField } from '@offplan/kit/components/field.tsx';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { Link, Navigate, useNavigate, useSearchParams } from 'react-router';
import { z } from 'zod';
import { fieldError } from '../forms/field-error.ts';
import { emailText, requiredText } from '../forms/form-schemas.ts';
import { zodResolver } from '../forms/zod-resolver.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useTitle } from '../shell/use-title.ts';
import { authFailureText } from './auth-failure-text.ts';
import { signIn } from './auth-routes.ts';
import { Entrance } from './entrance.tsx';
import { safeNext } from './safe-next.ts';
import { useSession } from './session.tsx';

const schema = z.object({ email: emailText, password: requiredText });
type Values = z.infer<typeof schema>;

/** Sign-in by e-mail and password; leads on to where the person wanted to go. */
export function SignInPage() {
  const t = useT();
  useTitle(t('signin.title'));
  const session = useSession();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const next = safeNext(params.get('next'));
  const [failure, setFailure] = useState<string>();
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { email: '', password: '' } });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async ({ email, password }) => {
    setFailure(undefined);
    const result = await signIn(email, password);
    if (!result.isOk) {
      setFailure(authFailureText(t, result));
      form.setFocus('password');
      return;
    }
    await session.refresh();
    navigate(next, { replace: true });
  });

  if (session.state.kind === 'signed-in') return <Navigate to={next} replace />;
  return (
    <Entrance>
      <form onSubmit={submit} noValidate>
        <h1 className="o-big1">{t('signin.title')}</h1>
        {params.has('ended') && <p className="o-muted">{t('signin.ended')}</p>}
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
        <TextField
          label={t('form.passwordLabel')}
          type="password"
          autoComplete="current-password"
          {...form.register('password')}
          error={fieldError(t, errors.password)}
        />
        <Button type="submit" kind="primary" size="large" isBusy={isSubmitting}>
          {t('signin.submit')}
        </Button>
        <p className="o-muted o-center">
          {t('signin.new')}{' '}
          <Link className="o-linklike" to="/sign-up">
            {t('signin.start')}
          </Link>
        </p>
      </form>
    </Entrance>
  );
}
