import { Button } from '@offplan/kit/components/button.tsx';
import { TextField } from '@offplan/kit/components/field.tsx';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { Link, Navigate, useNavigate, useSearchParams } from 'react-router';
import { z } from 'zod';
import { fieldError } from '../forms/field-error.ts';
import { emailText, requiredText } from '../forms/form-schemas.ts';
import { zodResolver } from '../forms/zod-resolver.ts';
import { T, useT } from '../i18n/catalogue.tsx';
import { useTitle } from '../shell/use-title.ts';
import { knowsPasskeys, type SecondFactor, signInByPasskey } from './access-routes.ts';
import { authFailureText, problemText } from './auth-failure-text.ts';
import { type AuthResult, signIn } from './auth-routes.ts';
import { Entrance } from './entrance.tsx';
import { GoogleButton } from './google-button.tsx';
import { safeNext } from './safe-next.ts';
import { SecondStep } from './second-step.tsx';
import { useSession } from './session.tsx';

const schema = z.object({ email: emailText, password: requiredText });
type Values = z.infer<typeof schema>;

/** Sign-in: by Google, by a passkey, or by e-mail and password with the second step where there is one. Leads on to where the person wanted to go. */
export function SignInPage() {
  const t = useT();
  useTitle(t('signin.title'));
  const session = useSession();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const org = params.get('org');
  const next = safeNext(params.get('next') ?? (org && `/?${new URLSearchParams({ org })}`));
  // Google does not know for sure whose this e-mail is: one sign-in in another way links it.
  const linksGoogle = params.get('link') === 'google';
  const second = params.get('second');
  const [factors, setFactors] = useState<readonly SecondFactor[] | undefined>(
    second ? (second.split(',') as SecondFactor[]) : undefined,
  );
  const [failure, setFailure] = useState<string | undefined>(problemText(t, params.get('problem') ?? ''));
  const [isAsking, setAsking] = useState(false);
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { email: '', password: '' } });
  const { errors, isSubmitting } = form.formState;

  const goOn = async (result: AuthResult): Promise<boolean> => {
    if (!result.isOk) {
      setFailure(authFailureText(t, result));
      return false;
    }
    if (result.next === 'second_factor') {
      setFactors(result.body.methods as SecondFactor[]);
      return true;
    }
    await session.refresh();
    navigate(next, { replace: true });
    return true;
  };
  const submit = form.handleSubmit(async ({ email, password }) => {
    setFailure(undefined);
    if (!(await goOn(await signIn(email, password, org, linksGoogle)))) form.setFocus('password');
  });
  const byPasskey = async () => {
    setFailure(undefined);
    setAsking(true);
    await goOn(await signInByPasskey(org, linksGoogle));
    setAsking(false);
  };

  if (session.state.kind === 'signed-in') return <Navigate to={next} replace />;
  if (factors)
    return (
      <SecondStep
        factors={factors}
        onDone={async () => {
          await session.refresh();
          navigate(next, { replace: true });
        }}
        onAgain={() => {
          setFactors(undefined);
          navigate(`/sign-in?${new URLSearchParams({ next })}`, { replace: true });
        }}
      />
    );
  return (
    <Entrance>
      <form onSubmit={submit} noValidate>
        <div>
          <h1 className="o-big1">{t('signin.title')}</h1>
          {org && (
            <p className="o-muted">
              <T id="signin.to" values={{ org }} with={{ 0: <b dir="ltr" className="o-to" /> }} /> ·{' '}
              <Link className="o-linklike" to="/sign-in">
                {t('signin.elsewhere')}
              </Link>
            </p>
          )}
        </div>
        {linksGoogle && <p className="o-muted">{t('google.signInOnce')}</p>}
        {params.has('ended') && <p className="o-muted">{t('signin.ended')}</p>}
        {params.has('reset') && (
          <p className="o-form-done" role="status">
            {t('reset.done')}
          </p>
        )}
        {failure && (
          <p className="o-form-failure" role="alert">
            {failure}
          </p>
        )}
        {!linksGoogle && <GoogleButton next={next} org={org} />}
        <TextField
          label={t('form.emailLabel')}
          type="email"
          autoComplete="username webauthn"
          autoFocus
          {...form.register('email')}
          error={fieldError(t, errors.email)}
        />
        <TextField
          label={t('form.passwordLabel')}
          aside={
            <Link className="o-linklike" to="/forgot-password" state={{ email: form.watch('email') }}>
              {t('signin.forgot')}
            </Link>
          }
          type="password"
          autoComplete="current-password"
          {...form.register('password')}
          error={fieldError(t, errors.password)}
        />
        <Button type="submit" kind="primary" size="large" isBusy={isSubmitting}>
          {t('signin.submit')}
        </Button>
        {knowsPasskeys() && (
          <Button size="large" icon="key" isBusy={isAsking} onClick={() => void byPasskey()}>
            {t('signin.passkey')}
          </Button>
        )}
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
