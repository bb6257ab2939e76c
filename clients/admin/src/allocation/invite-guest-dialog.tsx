import { useMutation } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { Checkbox, TextField } from '@offplan/kit/components/field.tsx';
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
import { InviteGuestDocument } from './allocation-documents.ts';

const schema = z.object({ email: emailText, sales: z.boolean(), content: z.boolean() });
type Values = z.infer<typeof schema>;

/** Invites an agency into this project by mail. */
export function InviteGuestDialog(props: {
  projectId: string;
  isOpen: boolean;
  onClose: () => void;
  onInvited: () => void;
}) {
  const t = useT();
  const formats = useFormats();
  const id = useId();
  const [invite] = useMutation(InviteGuestDocument);
  const [failure, setFailure] = useState<string>();
  const [made, setMade] = useState<{ email: string; expiresAt: string | null }>();
  const form = useForm<Values>({
    resolver: zodResolver(schema),
    defaultValues: { email: '', sales: true, content: false },
  });
  const { errors, isSubmitting } = form.formState;
  const close = () => {
    props.onClose();
    setMade(undefined);
    setFailure(undefined);
    form.reset();
  };
  const submit = form.handleSubmit(async ({ email, sales, content }) => {
    setFailure(undefined);
    const capabilities = [...(sales ? (['SALES'] as const) : []), ...(content ? (['CONTENT'] as const) : [])];
    if (capabilities.length === 0) {
      setFailure(t('allocation.needCapability'));
      return;
    }
    try {
      const { data } = await invite({ variables: { input: { projectId: props.projectId, email, capabilities } } });
      const result = data?.inviteGuest;
      if (result?.__typename === 'InviteGuestSuccess') {
        setMade({ email, expiresAt: result.grant.expiresAt ?? null });
        props.onInvited();
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
      isOpen={props.isOpen}
      onClose={close}
      width={480}
      title={made ? t('invite.made') : t('allocation.inviteTitle')}
      lead={
        made
          ? t('invite.send', { email: made.email, date: made.expiresAt ? formats.date(made.expiresAt) : '—' })
          : t('allocation.inviteLead')
      }
      footer={
        made ? (
          <>
            <span className="o-grow" />
            <Button kind="primary" onClick={close}>
              {t('action.done')}
            </Button>
          </>
        ) : (
          <>
            <span className="o-grow" />
            <Button onClick={close}>{t('action.cancel')}</Button>
            <Button type="submit" form={id} kind="primary" isBusy={isSubmitting}>
              {t('invite.submit')}
            </Button>
          </>
        )
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
          <fieldset className="o-fld">
            <legend className="o-lbl">{t('allocation.capabilities')}</legend>
            <Checkbox {...form.register('sales')}>{t('allocation.sales')}</Checkbox>
            <Checkbox {...form.register('content')}>{t('allocation.content')}</Checkbox>
          </fieldset>
        </form>
      )}
    </Dialog>
  );
}
