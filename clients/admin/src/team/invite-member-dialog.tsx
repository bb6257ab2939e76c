import { useMutation } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { SelectField, TextField } from '@offplan/kit/components/field.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { useId, useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { fieldError } from '../forms/field-error.ts';
import { emailText } from '../forms/form-schemas.ts';
import { zodResolver } from '../forms/zod-resolver.ts';
import { useT } from '../i18n/catalogue.tsx';
import { faultText } from '../shell/fault-text.ts';
import { refusalText } from '../shell/refusal-text.ts';
import { roleName } from './role-name.ts';
import { InviteMemberDocument } from './team-documents.ts';

const ROLES = ['ADMIN', 'SALES_MANAGER', 'SALES_AGENT', 'EXTERNAL_SALES_AGENT'] as const;
const schema = z.object({ email: emailText, role: z.enum(ROLES) });
type Values = z.infer<typeof schema>;

/** Invites a colleague by mail. */
export function InviteMemberDialog({
  isOpen,
  onClose,
  onInvited,
}: {
  isOpen: boolean;
  onClose: () => void;
  onInvited: () => void;
}) {
  const t = useT();
  const formats = useFormats();
  const id = useId();
  const [invite] = useMutation(InviteMemberDocument);
  const [failure, setFailure] = useState<string>();
  const [made, setMade] = useState<{ email: string; expiresAt: string }>();
  const form = useForm<Values>({ resolver: zodResolver(schema), defaultValues: { email: '', role: 'SALES_AGENT' } });
  const { errors, isSubmitting } = form.formState;
  const close = () => {
    onClose();
    setMade(undefined);
    setFailure(undefined);
    form.reset();
  };
  const submit = form.handleSubmit(async (values) => {
    setFailure(undefined);
    try {
      const { data } = await invite({ variables: { input: values } });
      const result = data?.inviteMember;
      if (result?.__typename === 'InviteMemberSuccess') {
        setMade({ email: values.email, expiresAt: result.invitation.expiresAt });
        onInvited();
      } else if (result?.__typename === 'ValidationFailed') {
        const [issue] = result.issues;
        if (issue) form.setError('email', { type: 'server', message: issue.message }, { shouldFocus: true });
      } else setFailure(refusalText(t, result));
    } catch (error) {
      setFailure(faultText(t, faultCodeOf(error)));
    }
  });
  return (
    <Dialog
      isOpen={isOpen}
      onClose={close}
      width={480}
      title={made ? t('invite.made') : t('team.invite')}
      lead={made ? t('invite.send', { email: made.email, date: formats.date(made.expiresAt) }) : t('team.inviteLead')}
      footer={
        <>
          <span className="o-grow" />
          {made ? (
            <Button kind="primary" onClick={close}>
              {t('action.done')}
            </Button>
          ) : (
            <>
              <Button onClick={close}>{t('action.cancel')}</Button>
              <Button type="submit" form={id} kind="primary" isBusy={isSubmitting}>
                {t('invite.submit')}
              </Button>
            </>
          )}
        </>
      }
    >
      {!made && (
        <form id={id} className="o-stack" onSubmit={submit} noValidate>
          {failure && (
            <p className="o-form-failure" role="alert">
              {failure}
            </p>
          )}
          <TextField
            label={t('form.emailLabel')}
            type="email"
            data-autofocus
            {...form.register('email')}
            error={fieldError(t, errors.email)}
          />
          <SelectField label={t('team.role')} {...form.register('role')} error={fieldError(t, errors.role)}>
            {ROLES.map((role) => (
              <option key={role} value={role}>
                {roleName(t, role)}
              </option>
            ))}
          </SelectField>
        </form>
      )}
    </Dialog>
  );
}
