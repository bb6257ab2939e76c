import { StateMessage } from '@offplan/kit/components/states.tsx';
import { useT } from '../i18n/catalogue.tsx';

/** The end of a sign-up, the same whether the e-mail is new or known (ID-14). */
export function MailedMessage({ email, onAgain }: { email: string; onAgain: () => void }) {
  const t = useT();
  return (
    <StateMessage
      icon="mail"
      title={t('mailed.title')}
      action={
        <button type="button" className="o-linklike" onClick={onAgain}>
          {t('confirm.again')}
        </button>
      }
    >
      {t('mailed.hint', { email })} {t('mailed.again')}
    </StateMessage>
  );
}
