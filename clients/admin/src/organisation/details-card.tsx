import { useMutation } from '@apollo/client/react';
import { Button } from '@offplan/kit/components/button.tsx';
import { SelectField, TextField } from '@offplan/kit/components/field.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import type { Locale } from '@offplan/kit/i18n/locale.ts';
import { useMemo } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { fieldError } from '../forms/field-error.ts';
import { requiredText } from '../forms/form-schemas.ts';
import { zodResolver } from '../forms/zod-resolver.ts';
import type { OrganisationSettingsFragment } from '../generated/graphql.ts';
import { useLanguage, useT } from '../i18n/catalogue.tsx';
import { countryNames } from '../session/countries.ts';
import { MatterCard } from '../shell/matter-card.tsx';
import { LANGUAGE_NAMES } from '../shell/preferences.tsx';
import { useChange } from '../shell/use-change.ts';
import { EditOrganisationDocument } from './organisation-documents.ts';

const schema = z.object({ name: requiredText, country: requiredText, timeZone: requiredText, locale: requiredText });
type Values = z.infer<typeof schema>;

/** All time zones that the browser knows, and the Organisation's own, by their names' order. */
function timeZones(own: string): string[] {
  return [...new Set([...Intl.supportedValuesOf('timeZone'), own])].sort();
}

/** Name, country, time zone, language (ID-20). */
export function DetailsCard(props: { organisation: OrganisationSettingsFragment; onSaved: () => Promise<void> }) {
  const { organisation, onSaved } = props;
  const t = useT();
  const { locale } = useLanguage();
  const { change, isBusy } = useChange();
  const [edit] = useMutation(EditOrganisationDocument);
  const countries = useMemo(() => countryNames(locale), [locale]);
  const zones = useMemo(() => timeZones(organisation.timeZone), [organisation.timeZone]);
  const { name, country, timeZone } = organisation;
  const form = useForm<Values>({
    resolver: zodResolver(schema),
    values: { name, country, timeZone, locale: organisation.locale },
  });
  const { errors, isDirty } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    const done = await change(
      async () => (await edit({ variables: { input: values } })).data?.editOrganisation,
      ['ValidationFailed'],
    );
    if (done?.__typename === 'ValidationFailed') {
      for (const { path, message } of done.issues)
        form.setError((path[0] ?? 'name') as keyof Values, { type: 'server', message }, { shouldFocus: true });
      return;
    }
    if (!done) return;
    await onSaved();
    showToast(t('organisation.saved'));
  });
  return (
    <MatterCard title={t('organisation.details')} lead={t('organisation.detailsLead')}>
      <form className="o-details" onSubmit={submit} noValidate>
        <TextField
          label={t('organisation.name')}
          autoComplete="organization"
          {...form.register('name')}
          error={fieldError(t, errors.name)}
        />
        <SelectField label={t('signup.country')} {...form.register('country')} error={fieldError(t, errors.country)}>
          {countries.map((one) => (
            <option key={one.code} value={one.code}>
              {one.name}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={t('organisation.timeZone')}
          hint={t('organisation.timeZoneHint')}
          {...form.register('timeZone')}
          error={fieldError(t, errors.timeZone)}
        >
          {zones.map((zone) => (
            <option key={zone} value={zone}>
              {zone.replaceAll('_', ' ')}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={t('settings.language')}
          hint={t('organisation.languageHint')}
          {...form.register('locale')}
          error={fieldError(t, errors.locale)}
        >
          {(Object.keys(LANGUAGE_NAMES) as Locale[]).map((one) => (
            <option key={one} value={one}>
              {LANGUAGE_NAMES[one]}
            </option>
          ))}
        </SelectField>
        <div className="o-details-save">
          <Button type="submit" kind="primary" isBusy={isBusy} disabled={!isDirty}>
            {t('action.save')}
          </Button>
        </div>
      </form>
    </MatterCard>
  );
}
