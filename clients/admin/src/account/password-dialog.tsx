import { useMutation } from '@apollo/client/react';
import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { Checkbox } from '@offplan/kit/components/field.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useId } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { fieldError } from '../forms/field-error.ts';
import { newPassword } from '../forms/form-schemas.ts';
import { NewPasswordField } from '../forms/new-password-field.tsx';
import { zodResolver } from '../forms/zod-resolver.ts';
import { useT } from '../i18n/catalogue.tsx';
import { publicClient } from '../session/session.tsx';
import { useChange } from '../shell/use-change.ts';
import { ChangePasswordDocument } from './account-documents.ts';
import { useAccount } from './account-page.tsx';

const schema = z.object({ password: newPassword, endsOthers: z.boolean() });

/** A new password, or the first one of whoever came by Google. */
export function PasswordDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  const id = useId();
  const { account, reload } = useAccount();
  const { change, isBusy } = useChange();
  const [save] = useMutation(ChangePasswordDocument, { client: publicClient });
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { password: '', endsOthers: true } });
  const submit = form.handleSubmit(async ({ password, endsOthers }) => {
    const result = await change(
      async () =>
        (await save({ variables: { input: { password, keepOtherSessions: !endsOthers } } })).data?.changePassword,
      ['ValidationFailed'],
    );
    if (result?.__typename === 'ValidationFailed') {
      const [issue] = result.issues;
      form.setError(
        'password',
        issue?.code === 'COMMON' ? { message: 'form.passwordCommon' } : { type: 'server', message: result.message },
        { shouldFocus: true },
      );
    } else if (result) {
      await reload();
      showToast(t('password.changed'));
      onClose();
    }
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width={440}
      title={account.signInSecurity.hasPassword ? t('password.change') : t('password.set')}
      lead={t('password.changeLead')}
      footer={
        <>
          <span className="o-grow" />
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" form={id} kind="primary" isBusy={isBusy}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <form id={id} className="o-stack" onSubmit={submit} noValidate>
        <NewPasswordField
          label={t('password.new')}
          data-autofocus
          typed={form.watch('password')}
          {...form.register('password')}
          error={fieldError(t, form.formState.errors.password)}
        />
        <Checkbox {...form.register('endsOthers')}>{t('password.endOthers')}</Checkbox>
      </form>
    </Dialog>
  );
}
