import { Button } from '@offplan/kit/components/button.tsx';
import { StateMessage } from '@offplan/kit/components/states.tsx';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { useTitle } from '../shell/use-title.ts';
import { confirmEmail } from './access-routes.ts';
import { authFailureText } from './auth-failure-text.ts';
import { DeadLink } from './dead-link.tsx';
import { Entrance } from './entrance.tsx';
import { useSession } from './session.tsx';
import { forgetToken, TokenOfLink, tokenOf } from './token-of-link.tsx';

const PAGE = '/confirm-email';

export const ConfirmEmailLink = () => <TokenOfLink page={PAGE} />;

/** What the link of a mail to a new address opens. Opening it does nothing; its button changes the e-mail (ID-3, ID-8). */
export function ConfirmEmailPage() {
  const t = useT();
  useTitle(t('email.confirmTitle'));
  const session = useSession();
  const [token] = useState(() => tokenOf(PAGE));
  const [isBusy, setBusy] = useState(false);
  const [isDead, setDead] = useState(token === '');
  const [failure, setFailure] = useState<string>();
  const [email, setEmail] = useState<string>();
  const confirm = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    const result = await confirmEmail(token);
    setBusy(false);
    if (result.isOk) {
      forgetToken(PAGE);
      setEmail(String(result.body.email));
      await session.refresh();
    } else if (result.code === 'LINK_NOT_USABLE') setDead(true);
    else setFailure(authFailureText(t, result));
  };
  if (email)
    return (
      <Entrance>
        <StateMessage
          icon="check"
          title={t('email.changed')}
          action={
            <Link className="o-btn o-pri" to="/account">
              {t('account.title')}
            </Link>
          }
        >
          {t('email.changedHint', { email })}
        </StateMessage>
      </Entrance>
    );
  if (isDead) return <DeadLink to="/account" label={t('account.title')} />;
  return (
    <Entrance>
      <form onSubmit={confirm} noValidate>
        <div>
          <h1 className="o-big1">{t('email.confirmTitle')}</h1>
          <p className="o-muted">{t('email.confirmLead')}</p>
        </div>
        {failure && (
          <p className="o-form-failure" role="alert">
            {failure}
          </p>
        )}
        <Button type="submit" kind="primary" size="large" isBusy={isBusy}>
          {t('email.confirmButton')}
        </Button>
      </form>
    </Entrance>
  );
}
