import { useMutation } from '@apollo/client/react';
import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { TextField } from '@offplan/kit/components/field.tsx';
import { Skeleton } from '@offplan/kit/components/states.tsx';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useT } from '../i18n/catalogue.tsx';
import { publicClient } from '../session/session.tsx';
import { useChange } from '../shell/use-change.ts';
import { BeginAuthenticatorDocument, ConfirmAuthenticatorDocument } from './account-documents.ts';
import { useAccount } from './account-page.tsx';
import { QrCode } from './qr-code.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

/** Sets an authenticator app up: scan, prove it by a code, keep the recovery codes (ID-6). */
export function AuthenticatorDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  const id = useId();
  const { reload } = useAccount();
  const { change, isBusy } = useChange();
  const [begin] = useMutation(BeginAuthenticatorDocument, { client: publicClient });
  const [confirm] = useMutation(ConfirmAuthenticatorDocument, { client: publicClient });
  const [secret, setSecret] = useState<{ secret: string; uri: string }>();
  const [codes, setCodes] = useState<readonly string[]>();
  const [code, setCode] = useState('');
  const [error, setError] = useState<string>();
  const hasBegun = useRef(false);

  useEffect(() => {
    if (hasBegun.current) return;
    hasBegun.current = true;
    void change(async () => (await begin()).data?.beginAuthenticator).then((begun) => {
      if (begun?.__typename === 'BeginAuthenticatorSuccess') setSecret(begun);
      else onClose();
    });
  });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (code.trim() === '') return;
    setError(undefined);
    const result = await change(
      async () => (await confirm({ variables: { input: { code } } })).data?.confirmAuthenticator,
      ['ValidationFailed'],
    );
    if (result?.__typename === 'RecoveryCodesSuccess') {
      setCodes(result.codes);
      await reload();
    } else if (result) {
      setCode('');
      setError(t('totp.wrong'));
    }
  };
  if (codes)
    return (
      <Dialog
        isOpen
        onClose={onClose}
        keeps="all"
        width={440}
        title={t('totp.done')}
        lead={t('recovery.lead')}
        footer={
          <>
            <span className="o-grow" />
            <Button kind="primary" onClick={onClose}>
              {t('recovery.kept')}
            </Button>
          </>
        }
      >
        <RecoveryCodes codes={codes} />
      </Dialog>
    );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width={480}
      title={t('totp.add')}
      lead={t('totp.scan')}
      footer={
        <>
          <span className="o-grow" />
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" form={id} kind="primary" isBusy={isBusy && secret !== undefined}>
            {t('totp.turnOn')}
          </Button>
        </>
      }
    >
      <form id={id} className="o-enrol" onSubmit={submit} noValidate>
        {secret ? <QrCode text={secret.uri} label={t('totp.qr')} /> : <Skeleton width="168px" height="168px" />}
        <div className="o-stack">
          <div>
            <p className="o-muted">{t('totp.byHand')}</p>
            <code dir="ltr" className="o-secret">
              {secret?.secret.match(/.{1,4}/gu)?.join(' ')}
            </code>
          </div>
          <TextField
            label={t('second.code')}
            className="o-code"
            dir="ltr"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={7}
            data-autofocus
            value={code}
            onChange={(event) => setCode(event.target.value)}
            error={error}
          />
        </div>
      </form>
    </Dialog>
  );
}
