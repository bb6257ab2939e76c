import { Button } from '@offplan/kit/components/button.tsx';
import { TextField } from '@offplan/kit/components/field.tsx';
import { StateMessage } from '@offplan/kit/components/states.tsx';
import { type FormEvent, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { useTitle } from '../shell/use-title.ts';
import { authFailureText } from './auth-failure-text.ts';
import { type AuthFailure, confirmSignUp } from './auth-routes.ts';
import { Entrance } from './entrance.tsx';
import { pathAfterEntering } from './path-after-entering.ts';
import { useSession } from './session.tsx';
import { SlugSuggestions } from './slug-suggestions.tsx';
import { forgetToken, TokenOfLink, tokenOf } from './token-of-link.tsx';

const PAGE = '/confirm-sign-up';

export const ConfirmSignUpLink = () => <TokenOfLink page={PAGE} />;

/** What the link of a sign-up's mail opens. Opening it does nothing; its button makes the workspace (ID-3). */
export function ConfirmSignUpPage() {
  const t = useT();
  useTitle(t('confirm.title'));
  const session = useSession();
  const navigate = useNavigate();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AuthFailure>();
  const [password, setPassword] = useState('');
  const [slug, setSlug] = useState('');
  const token = tokenOf(PAGE);

  const confirm = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const result = await confirmSignUp({ token, ...(password ? { password } : {}), ...(slug ? { slug } : {}) });
    if (!result.isOk) {
      setFailure(result);
      setBusy(false);
      return;
    }
    forgetToken(PAGE);
    await session.refresh();
    navigate(pathAfterEntering(result), { replace: true });
  };

  if (!token || failure?.code === 'CONFIRMATION_NOT_USABLE')
    return (
      <Entrance>
        <StateMessage
          icon="mail"
          title={t('confirm.dead')}
          action={
            <>
              <Link className="o-btn o-pri" to="/sign-in">
                {t('signin.submit')}
              </Link>
              <Link className="o-btn" to="/sign-up">
                {t('confirm.again')}
              </Link>
            </>
          }
        >
          {t('confirm.deadHint')}
        </StateMessage>
      </Entrance>
    );
  const needsPassword = failure?.code === 'PASSWORD_NEEDED' || failure?.code === 'PASSWORD_WRONG' || password !== '';
  const slugIssue = failure?.issues.find((issue) => issue.path === 'organisation.slug');
  const isPlain = !failure || ['PASSWORD_NEEDED', 'PASSWORD_WRONG'].includes(failure.code) || slugIssue !== undefined;
  return (
    <Entrance>
      <form onSubmit={confirm} noValidate>
        <div>
          <h1 className="o-big1">{t('confirm.title')}</h1>
          <p className="o-muted">{needsPassword ? t('confirm.otherBrowser') : t('confirm.lead')}</p>
        </div>
        {!isPlain && failure && (
          <p className="o-form-failure" role="alert">
            {authFailureText(t, failure)}
          </p>
        )}
        {needsPassword && (
          <TextField
            label={t('form.passwordLabel')}
            type="password"
            autoComplete="current-password"
            autoFocus
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            error={failure?.code === 'PASSWORD_WRONG' ? t('confirm.wrongPassword') : undefined}
          />
        )}
        {(slugIssue || slug) && (
          <div>
            <TextField
              label={t('signup.slug')}
              hint={t('form.slug')}
              dir="ltr"
              spellCheck={false}
              value={slug}
              onChange={(event) => setSlug(event.target.value)}
              error={slugIssue?.message}
            />
            <SlugSuggestions slugs={slugIssue?.suggestions ?? []} onChoose={setSlug} />
          </div>
        )}
        <Button type="submit" kind="primary" size="large" isBusy={isBusy}>
          {t('confirm.button')}
        </Button>
      </form>
    </Entrance>
  );
}
