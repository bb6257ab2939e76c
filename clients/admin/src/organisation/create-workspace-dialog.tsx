import { useMutation } from '@apollo/client/react';
import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { SelectField, TextField } from '@offplan/kit/components/field.tsx';
import { useEffect, useId, useMemo, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useNavigate } from 'react-router';
import { z } from 'zod';
import { fieldError } from '../forms/field-error.ts';
import { requiredText, slugText } from '../forms/form-schemas.ts';
import { slugOf } from '../forms/slug.ts';
import { zodResolver } from '../forms/zod-resolver.ts';
import { useLanguage, useT } from '../i18n/catalogue.tsx';
import { countryNames, guessedCountry } from '../session/countries.ts';
import { publicClient, useSession } from '../session/session.tsx';
import { SlugSuggestions } from '../session/slug-suggestions.tsx';
import { useChange } from '../shell/use-change.ts';
import { CreateOrganisationDocument } from './organisation-documents.ts';

const schema = z.object({ name: requiredText, slug: slugText, country: requiredText });
type Values = z.infer<typeof schema>;

/** Makes a further workspace: as a Free Guest, its next step is a plan (ID-23). */
export function CreateWorkspaceDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  const id = useId();
  const { locale } = useLanguage();
  const session = useSession();
  const navigate = useNavigate();
  const countries = useMemo(() => countryNames(locale), [locale]);
  const [suggestions, setSuggestions] = useState<readonly string[]>([]);
  const [create] = useMutation(CreateOrganisationDocument, { client: publicClient });
  const { change, isBusy } = useChange();
  const form = useForm<Values>({
    resolver: zodResolver(schema),
    defaultValues: { name: '', slug: '', country: guessedCountry() },
  });
  const { errors, dirtyFields } = form.formState;
  const name = form.watch('name');
  useEffect(() => {
    if (!dirtyFields.slug) form.setValue('slug', slugOf(name));
  }, [name, dirtyFields.slug, form]);

  const submit = form.handleSubmit(async (values) => {
    setSuggestions([]);
    const result = await change(
      async () => (await create({ variables: { input: values } })).data?.createOrganisation,
      ['SlugTakenFailure', 'ValidationFailed'],
    );
    if (result?.__typename === 'SlugTakenFailure') {
      setSuggestions(result.suggestions);
      form.setError('slug', { message: 'address.taken' }, { shouldFocus: true });
    } else if (result?.__typename === 'ValidationFailed') {
      for (const { path, message } of result.issues)
        form.setError((path[0] ?? 'name') as keyof Values, { type: 'server', message }, { shouldFocus: true });
    } else if (result?.__typename === 'CreateOrganisationSuccess') {
      await session.refresh();
      navigate(`/w/${result.workspace.organisation.slug}/plan`);
    }
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width={480}
      title={t('workspaces.createTitle')}
      lead={t('workspaces.createHint')}
      footer={
        <>
          <span className="o-grow" />
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" form={id} kind="primary" isBusy={isBusy}>
            {t('signup.submit')}
          </Button>
        </>
      }
    >
      <form id={id} className="o-stack" onSubmit={submit} noValidate>
        <TextField
          label={t('signup.organisation')}
          autoComplete="organization"
          data-autofocus
          {...form.register('name')}
          error={fieldError(t, errors.name)}
        />
        <div className="o-stack o-tight">
          <TextField
            label={t('signup.slug')}
            hint={t('form.slug')}
            dir="ltr"
            autoCapitalize="none"
            spellCheck={false}
            {...form.register('slug')}
            error={fieldError(t, errors.slug)}
          />
          <SlugSuggestions
            slugs={suggestions}
            onChoose={(slug) => form.setValue('slug', slug, { shouldDirty: true, shouldValidate: true })}
          />
        </div>
        <SelectField label={t('signup.country')} {...form.register('country')} error={fieldError(t, errors.country)}>
          {countries.map((one) => (
            <option key={one.code} value={one.code}>
              {one.name}
            </option>
          ))}
        </SelectField>
      </form>
    </Dialog>
  );
}
