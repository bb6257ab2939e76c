import { useQuery } from '@apollo/client/react';
import { StateMessage } from '@offplan/kit/components/states.tsx';
import { useT } from '../i18n/catalogue.tsx';
import { publicClient } from './session.tsx';
import { SignUpOptionsDocument } from './session-documents.ts';

/** The end of a sign-up, the same whether the e-mail is new or known (ID-14). On one's own machine it leads to the mails. */
export function MailedMessage({ email, onAgain }: { email: string; onAgain: () => void }) {
  const t = useT();
  const { data } = useQuery(SignUpOptionsDocument, { client: publicClient });
  const mailsUrl = data?.signUpOptions.mailsUrl;
  return (
    <StateMessage
      icon="mail"
      title={t('mailed.title')}
      action={
        <>
          {mailsUrl && (
            <a className="o-btn o-pri" href={mailsUrl} target="_blank" rel="noreferrer">
              {t('mailed.local')}
            </a>
          )}
          <button type="button" className="o-linklike" onClick={onAgain}>
            {t('confirm.again')}
          </button>
        </>
      }
    >
      {t('mailed.hint', { email })} {mailsUrl ? t('mailed.localHint') : t('mailed.again')}
    </StateMessage>
  );
}
