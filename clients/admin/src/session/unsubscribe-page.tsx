import { Button } from '@offplan/kit/components/button.tsx';
import { StateMessage } from '@offplan/kit/components/states.tsx';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { useTitle } from '../shell/use-title.ts';
import { DeadLink } from './dead-link.tsx';
import { Entrance } from './entrance.tsx';
import { forgetToken, TokenOfLink, tokenOf } from './token-of-link.tsx';

const PAGE = '/unsubscribe';

export const UnsubscribeLink = () => <TokenOfLink page={PAGE} />;

/** What the link under a reminder opens. Opening it does nothing; its button stops the reminders, as a mail program's own does (RFC 8058). */
export function UnsubscribePage() {
  const t = useT();
  useTitle(t('unsubscribe.title'));
  const [token] = useState(() => tokenOf(PAGE));
  const [state, setState] = useState<'asking' | 'busy' | 'failed' | 'done' | 'dead'>(token ? 'asking' : 'dead');
  const stop = async (event: FormEvent) => {
    event.preventDefault();
    setState('busy');
    try {
      const { ok, status } = await fetch(`${PAGE}/${encodeURIComponent(token)}`, {
        method: 'POST',
        body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }),
      });
      if (ok) forgetToken(PAGE);
      setState(ok ? 'done' : status === 410 ? 'dead' : 'failed');
    } catch {
      setState('failed');
    }
  };
  if (state === 'dead') return <DeadLink to="/" label={t('invitation.toStart')} />;
  if (state === 'done')
    return (
      <Entrance>
        <StateMessage
          icon="check"
          title={t('unsubscribe.done')}
          action={
            <Link className="o-btn" to="/">
              {t('invitation.toStart')}
            </Link>
          }
        >
          {t('unsubscribe.doneHint')}
        </StateMessage>
      </Entrance>
    );
  return (
    <Entrance>
      <form onSubmit={stop} noValidate>
        <div>
          <h1 className="o-big1">{t('unsubscribe.title')}</h1>
          <p className="o-muted o-under">{t('unsubscribe.lead')}</p>
        </div>
        {state === 'failed' && (
          <p className="o-form-failure" role="alert">
            {t('fault.network')}
          </p>
        )}
        <Button type="submit" kind="primary" size="large" isBusy={state === 'busy'}>
          {t('unsubscribe.button')}
        </Button>
      </form>
    </Entrance>
  );
}
