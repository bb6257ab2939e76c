import { useMutation } from '@apollo/client/react';
import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { TextField } from '@offplan/kit/components/field.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useId, useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { fieldError } from '../forms/field-error.ts';
import { emailText, requiredText } from '../forms/form-schemas.ts';
import { zodResolver } from '../forms/zod-resolver.ts';
import { useT } from '../i18n/catalogue.tsx';
import { publicClient } from '../session/session.tsx';
import { MatterCard } from '../shell/matter-card.tsx';
import { LanguageSwitch } from '../shell/preferences.tsx';
import { useChange } from '../shell/use-change.ts';
import { useTitle } from '../shell/use-title.ts';
import { ChangeNameDocument, RequestEmailChangeDocument } from './account-documents.ts';
import { useAccount } from './account-page.tsx';

const nameSchema = z.object({ name: requiredText.max(80, 'account.nameLong') });
const emailSchema = z.object({ email: emailText });

/** Name, e-mail, language (ID-8). */
export function ProfilePage() {
  const t = useT();
  useTitle(t('account.profile'));
  return (
    <div className="o-account-page">
      <h1>{t('account.profile')}</h1>
      <NameCard />
      <EmailCard />
      <LanguageCard />
    </div>
  );
}

function NameCard() {
  const t = useT();
  const { account, reload } = useAccount();
  const { change, isBusy } = useChange();
  const [rename] = useMutation(ChangeNameDocument, { client: publicClient });
  const form = useForm({ resolver: zodResolver(nameSchema), values: { name: account.user.name } });
  const submit = form.handleSubmit(async ({ name }) => {
    const done = await change(async () => (await rename({ variables: { input: { name } } })).data?.changeName);
    if (!done) return;
    await reload();
    showToast(t('account.saved'));
  });
  return (
    <MatterCard title={t('form.nameLabel')} lead={t('account.nameLead')}>
      <form className="o-inline-form" onSubmit={submit} noValidate>
        <TextField
          label={t('form.nameLabel')}
          autoComplete="name"
          {...form.register('name')}
          error={fieldError(t, form.formState.errors.name)}
        />
        <Button type="submit" isBusy={isBusy} disabled={!form.formState.isDirty}>
          {t('action.save')}
        </Button>
      </form>
    </MatterCard>
  );
}

function EmailCard() {
  const t = useT();
  const { account } = useAccount();
  const [isChanging, setChanging] = useState(false);
  const { pendingEmail } = account.signInSecurity;
  return (
    <MatterCard
      title={t('form.emailLabel')}
      lead={<bdi>{account.user.email}</bdi>}
      actions={<Button onClick={() => setChanging(true)}>{t('account.change')}</Button>}
    >
      {pendingEmail && <p className="o-pending">{t('email.pending', { email: pendingEmail })}</p>}
      {isChanging && <EmailDialog onClose={() => setChanging(false)} />}
    </MatterCard>
  );
}

function EmailDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  const id = useId();
  const { reload } = useAccount();
  const { change, isBusy } = useChange();
  const [request] = useMutation(RequestEmailChangeDocument, { client: publicClient });
  const [sentTo, setSentTo] = useState<string>();
  const form = useForm({ resolver: zodResolver(emailSchema), defaultValues: { email: '' } });
  const submit = form.handleSubmit(async ({ email }) => {
    const done = await change(
      async () => (await request({ variables: { input: { email } } })).data?.requestEmailChange,
    );
    if (!done) return;
    setSentTo(email);
    await reload();
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width={440}
      title={sentTo ? t('mailed.title') : t('email.change')}
      lead={sentTo ? t('email.sent', { email: sentTo }) : t('email.changeLead')}
      footer={
        <>
          <span className="o-grow" />
          {sentTo ? (
            <Button kind="primary" onClick={onClose}>
              {t('action.done')}
            </Button>
          ) : (
            <>
              <Button onClick={onClose}>{t('action.cancel')}</Button>
              <Button type="submit" form={id} kind="primary" isBusy={isBusy}>
                {t('email.send')}
              </Button>
            </>
          )}
        </>
      }
    >
      {!sentTo && (
        <form id={id} onSubmit={submit} noValidate>
          <TextField
            label={t('email.new')}
            type="email"
            autoComplete="email"
            data-autofocus
            {...form.register('email')}
            error={fieldError(t, form.formState.errors.email)}
          />
        </form>
      )}
    </Dialog>
  );
}

function LanguageCard() {
  const t = useT();
  return (
    <MatterCard title={t('settings.language')} lead={t('account.languageLead')}>
      <LanguageSwitch />
    </MatterCard>
  );
}
