import { useMutation } from '@apollo/client/react';
import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { SelectField, TextField } from '@offplan/kit/components/field.tsx';
import { useId, useMemo, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useNavigate } from 'react-router';
import { z } from 'zod';
import { fieldError } from '../forms/field-error.ts';
import { requiredText } from '../forms/form-schemas.ts';
import { zodResolver } from '../forms/zod-resolver.ts';
import { useLanguage, useT } from '../i18n/catalogue.tsx';
import { useChange } from '../shell/use-change.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { CreateProjectDocument } from './project-documents.ts';

const schema = z.object({
  name: requiredText,
  currency: requiredText,
  address: z.string(),
  developerName: z.string(),
});
type Values = z.infer<typeof schema>;

/** Offered first: the currencies of the markets that off-plan property is mostly sold in. */
const COMMON = ['AED', 'USD', 'EUR', 'SAR', 'GBP', 'RUB', 'TRY', 'THB', 'GEL', 'KZT'];

/** Asks what a project cannot be without, and opens its import. */
export function CreateProjectDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const t = useT();
  const id = useId();
  const { locale } = useLanguage();
  const { slug, reload } = useWorkspace();
  const navigate = useNavigate();
  const [failure, setFailure] = useState<string>();
  const [create] = useMutation(CreateProjectDocument);
  const { change } = useChange(setFailure);
  const form = useForm<Values>({
    resolver: zodResolver(schema),
    defaultValues: { name: '', currency: 'AED', address: '', developerName: '' },
  });
  const { errors, isSubmitting } = form.formState;
  const currencies = useMemo(() => {
    const names = new Intl.DisplayNames(locale, { type: 'currency' });
    const others = Intl.supportedValuesOf('currency').filter((code) => !COMMON.includes(code));
    return [...COMMON, ...others].map((code) => ({ code, name: names.of(code) ?? code }));
  }, [locale]);

  const submit = form.handleSubmit(async (values) => {
    setFailure(undefined);
    const result = await change(async () => {
      const { data } = await create({
        variables: {
          input: {
            name: values.name,
            currency: values.currency,
            address: values.address.trim() || null,
            developerName: values.developerName.trim() || null,
          },
        },
      });
      return data?.createProject;
    }, ['ValidationFailed']);
    if (result?.__typename === 'CreateProjectSuccess') {
      await reload();
      onClose();
      form.reset();
      navigate(`/w/${slug}/p/${result.project.slug}/board`);
    } else if (result?.__typename === 'ValidationFailed') {
      for (const issue of result.issues) {
        const field = issue.path.at(-1) as keyof Values;
        if (field in values) form.setError(field, { type: 'server', message: issue.message }, { shouldFocus: true });
        else setFailure(issue.message);
      }
    }
  });
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={t('projects.create')}
      lead={t('projects.createLead')}
      width={480}
      footer={
        <>
          <span className="o-grow" />
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" form={id} kind="primary" isBusy={isSubmitting}>
            {t('projects.create')}
          </Button>
        </>
      }
    >
      <form id={id} className="o-stack" onSubmit={submit} noValidate>
        {failure && (
          <p className="o-form-failure" role="alert">
            {failure}
          </p>
        )}
        <TextField
          label={t('projects.name')}
          data-autofocus
          {...form.register('name')}
          error={fieldError(t, errors.name)}
        />
        <SelectField
          label={t('projects.currency')}
          {...form.register('currency')}
          error={fieldError(t, errors.currency)}
        >
          {currencies.map(({ code, name }) => (
            <option key={code} value={code}>
              {code} · {name}
            </option>
          ))}
        </SelectField>
        <TextField
          label={t('projects.address')}
          aside={t('form.optional')}
          {...form.register('address')}
          error={fieldError(t, errors.address)}
        />
        <TextField
          label={t('projects.developer')}
          aside={t('form.optional')}
          {...form.register('developerName')}
          error={fieldError(t, errors.developerName)}
        />
      </form>
    </Dialog>
  );
}
