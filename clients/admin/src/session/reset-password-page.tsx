import { Button } from '@offplan/kit/components/button.tsx';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { useNavigate } from 'react-router';
import { z } from 'zod';
import { fieldError } from '../forms/field-error.ts';
import { newPassword } from '../forms/form-schemas.ts';
import { NewPasswordField } from '../forms/new-password-field.tsx';
import { zodResolver } from '../forms/zod-resolver.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useTitle } from '../shell/use-title.ts';
import { resetPassword } from './access-routes.ts';
import { authFailureText } from './auth-failure-text.ts';
import { DeadLink } from './dead-link.tsx';
import { Entrance } from './entrance.tsx';
import { useSession } from './session.tsx';
import { forgetToken, TokenOfLink, tokenOf } from './token-of-link.tsx';

const PAGE = '/reset-password';

export const ResetPasswordLink = () => <TokenOfLink page={PAGE} />;

const schema = z.object({ password: newPassword });
type Values = z.infer<typeof schema>;

/** What the link of a mail opens: a new password. Opening it does nothing (ID-3); signing in comes afterwards, with every factor. */
export function ResetPasswordPage() {
  const t = useT();
  useTitle(t('reset.title'));
  const session = useSession();
  const navigate = useNavigate();
  const token = tokenOf(PAGE);
  const [isDead, setDead] = useState(token === '');
  const [failure, setFailure] = useState<string>();
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { password: '' } });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ password }) => {
    setFailure(undefined);
    const result = await resetPassword(token, password);
    if (result.isOk) {
      forgetToken(PAGE);
      await session.refresh();
      navigate('/sign-in?reset', { replace: true });
      return;
    }
    if (result.code === 'LINK_NOT_USABLE') return setDead(true);
    const issue = result.issues.find(({ path }) => path === 'password');
    if (!issue) return setFailure(authFailureText(t, result));
    form.setError(
      'password',
      issue.code === 'COMMON' ? { message: 'form.passwordCommon' } : { type: 'server', message: issue.message },
      { shouldFocus: true },
    );
  });
  if (isDead) return <DeadLink to="/forgot-password" label={t('forgot.title')} />;
  return (
    <Entrance>
      <form onSubmit={submit} noValidate>
        <div>
          <h1 className="o-big1">{t('reset.title')}</h1>
          <p className="o-muted">{t('reset.lead')}</p>
        </div>
        {failure && (
          <p className="o-form-failure" role="alert">
            {failure}
          </p>
        )}
        <NewPasswordField
          label={t('password.new')}
          autoFocus
          typed={form.watch('password')}
          {...form.register('password')}
          error={fieldError(t, errors.password)}
        />
        <Button type="submit" kind="primary" size="large" isBusy={isSubmitting}>
          {t('reset.submit')}
        </Button>
      </form>
    </Entrance>
  );
}
