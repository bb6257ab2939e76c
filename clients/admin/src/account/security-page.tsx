import { useMutation } from '@apollo/client/react';
import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { beginGoogleLink } from '../session/access-routes.ts';
import { authFailureText, problemText } from '../session/auth-failure-text.ts';
import { GoogleMark, useHasGoogle } from '../session/google-button.tsx';
import { publicClient } from '../session/session.tsx';
import { MatterCard } from '../shell/matter-card.tsx';
import { useChange } from '../shell/use-change.ts';
import { useTitle } from '../shell/use-title.ts';
import { MakeRecoveryCodesDocument, RemoveAuthenticatorDocument, UnlinkGoogleDocument } from './account-documents.ts';
import { useAccount } from './account-page.tsx';
import { AuthenticatorDialog } from './authenticator-dialog.tsx';
import { PasskeysCard } from './passkeys-card.tsx';
import { PasswordDialog } from './password-dialog.tsx';
import { useProof } from './proof.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

/** How the person signs in: password, second factor, passkeys, Google. */
export function SecurityPage() {
  const t = useT();
  useTitle(t('account.security'));
  const [params] = useSearchParams();
  const problem = problemText(t, params.get('problem') ?? '');
  return (
    <div className="o-account-page">
      <h1>{t('account.security')}</h1>
      {problem && (
        <p className="o-form-failure" role="alert">
          {problem}
        </p>
      )}
      {params.get('linked') === 'google' && (
        <p className="o-form-done" role="status">
          {t('google.linked')}
        </p>
      )}
      <PasswordCard />
      <AuthenticatorCard />
      <PasskeysCard />
      <GoogleCard />
    </div>
  );
}

function PasswordCard() {
  const t = useT();
  const { account } = useAccount();
  const [isOpen, setOpen] = useState(false);
  const { hasPassword } = account.signInSecurity;
  return (
    <MatterCard
      title={t('form.passwordLabel')}
      lead={hasPassword ? t('password.lead') : t('password.missing')}
      actions={<Button onClick={() => setOpen(true)}>{hasPassword ? t('account.change') : t('password.set')}</Button>}
    >
      {isOpen && <PasswordDialog onClose={() => setOpen(false)} />}
    </MatterCard>
  );
}

function AuthenticatorCard() {
  const t = useT();
  const formats = useFormats();
  const { account, reload } = useAccount();
  const { change, isBusy } = useChange();
  const [make] = useMutation(MakeRecoveryCodesDocument, { client: publicClient });
  const [isEnrolling, setEnrolling] = useState(false);
  const [isRemoving, setRemoving] = useState(false);
  const [codes, setCodes] = useState<readonly string[]>();
  const { authenticatorSince: since, recoveryCodesLeft: left } = account.signInSecurity;
  const makeCodes = async () => {
    const done = await change(async () => (await make()).data?.makeRecoveryCodes);
    if (done?.__typename !== 'RecoveryCodesSuccess') return;
    setCodes(done.codes);
    await reload();
  };
  return (
    <MatterCard
      title={t('totp.title')}
      badge={since && <span className="o-badge o-ok">{t('totp.on')}</span>}
      lead={since ? t('totp.since', { date: formats.date(since) }) : t('totp.lead')}
      actions={
        since ? (
          <Button kind="danger" onClick={() => setRemoving(true)}>
            {t('totp.remove')}
          </Button>
        ) : (
          <Button kind="primary" onClick={() => setEnrolling(true)}>
            {t('totp.add')}
          </Button>
        )
      }
    >
      {since && (
        <div className="o-matter-row">
          <span className="o-grow">
            <b>{t('recovery.title')}</b>{' '}
            <span className={left <= 3 ? 'o-badge o-warn' : 'o-muted'}>{t('recovery.left', { count: left })}</span>
          </span>
          <Button size="small" isBusy={isBusy} onClick={() => void makeCodes()}>
            {t('recovery.make')}
          </Button>
        </div>
      )}
      {isEnrolling && <AuthenticatorDialog onClose={() => setEnrolling(false)} />}
      {isRemoving && <RemoveDialog onClose={() => setRemoving(false)} />}
      {codes && (
        <Dialog
          isOpen
          onClose={() => setCodes(undefined)}
          keeps="all"
          width={440}
          title={t('recovery.title')}
          lead={t('recovery.lead')}
          footer={
            <>
              <span className="o-grow" />
              <Button kind="primary" onClick={() => setCodes(undefined)}>
                {t('recovery.kept')}
              </Button>
            </>
          }
        >
          <RecoveryCodes codes={codes} />
        </Dialog>
      )}
    </MatterCard>
  );
}

function RemoveDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  const { reload } = useAccount();
  const { change, isBusy } = useChange();
  const [remove] = useMutation(RemoveAuthenticatorDocument, { client: publicClient });
  const removeIt = async () => {
    const done = await change(async () => (await remove()).data?.removeAuthenticator);
    if (!done) return;
    await reload();
    showToast(t('totp.removed'));
    onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width={440}
      title={t('totp.removeTitle')}
      lead={t('totp.removeLead')}
      footer={
        <>
          <span className="o-grow" />
          <Button data-autofocus onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button kind="danger" isBusy={isBusy} onClick={() => void removeIt()}>
            {t('totp.remove')}
          </Button>
        </>
      }
    />
  );
}

function GoogleCard() {
  const t = useT();
  const formats = useFormats();
  const { account, reload } = useAccount();
  const hasGoogle = useHasGoogle();
  const withProof = useProof();
  const { change, isBusy } = useChange();
  const [unlink] = useMutation(UnlinkGoogleDocument, { client: publicClient });
  const { google } = account.signInSecurity;
  if (!google && !hasGoogle) return null;
  const link = async () => {
    const begun = await withProof(beginGoogleLink);
    if (!begun) return;
    if (begun.isOk) location.assign(String(begun.body.url));
    else showToast(authFailureText(t, begun), 'failed');
  };
  const unlinkIt = async () => {
    const done = await change(async () => (await unlink()).data?.unlinkGoogle);
    if (!done) return;
    await reload();
    showToast(t('google.unlinked'));
  };
  return (
    <MatterCard
      title="Google"
      lead={google ? t('google.since', { email: google.email, date: formats.date(google.linkedAt) }) : t('google.lead')}
      actions={
        google ? (
          <Button isBusy={isBusy} onClick={() => void unlinkIt()}>
            {t('google.unlink')}
          </Button>
        ) : (
          <Button onClick={() => void link()}>
            <GoogleMark />
            {t('google.link')}
          </Button>
        )
      }
    />
  );
}
