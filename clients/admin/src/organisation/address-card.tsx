import { useMutation } from '@apollo/client/react';
import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { TextField } from '@offplan/kit/components/field.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { type FormEvent, useId, useState } from 'react';
import { slugText } from '../forms/form-schemas.ts';
import type { OrganisationSettingsFragment } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useSession } from '../session/session.tsx';
import { SlugSuggestions } from '../session/slug-suggestions.tsx';
import { MatterCard } from '../shell/matter-card.tsx';
import { useChange } from '../shell/use-change.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { monthsUntil } from './months-until.ts';
import { ChangeOrganisationSlugDocument } from './organisation-documents.ts';

/** The part of our address that follows an Organisation's word: `app.example.com` is served beside `halden.example.com`. */
const domain = () => location.host.replace(/^app\./u, '');

/** The address of the workspace and how to change it: once in 12 months, by the Owner (ID-25). */
export function AddressCard({ organisation }: { organisation: OrganisationSettingsFragment }) {
  const t = useT();
  const formats = useFormats();
  const { can } = useWorkspace();
  const [isChanging, setChanging] = useState(false);
  const { slug, slugChangeableAt, slugRedirectsUntil } = organisation;
  const now = new Date();
  const isTooEarly = slugChangeableAt !== null && slugChangeableAt !== undefined && new Date(slugChangeableAt) > now;
  const why = !can('change_organisation_slug')
    ? t('address.ownerOnly')
    : slugRedirectsUntil
      ? t('address.redirecting', { date: formats.date(slugRedirectsUntil) })
      : isTooEarly
        ? t('address.cooldown', { months: monthsUntil(slugChangeableAt, now) })
        : null;
  return (
    <MatterCard
      title={t('signup.slug')}
      lead={
        <bdi className="o-address" dir="ltr">
          <b>{slug}</b>.{domain()}
        </bdi>
      }
      actions={
        <Button disabled={why !== null} onClick={() => setChanging(true)}>
          {t('address.change')}
        </Button>
      }
    >
      {why && <p className="o-muted o-small">{why}</p>}
      {isChanging && <ChangeAddressDialog slug={slug} onClose={() => setChanging(false)} />}
    </MatterCard>
  );
}

function ChangeAddressDialog({ slug, onClose }: { slug: string; onClose: () => void }) {
  const t = useT();
  const formats = useFormats();
  const id = useId();
  const session = useSession();
  const [wanted, setWanted] = useState('');
  const [failure, setFailure] = useState<string>();
  const [suggestions, setSuggestions] = useState<readonly string[]>([]);
  const [changeSlug] = useMutation(ChangeOrganisationSlugDocument);
  const { change, isBusy } = useChange();
  const typed = wanted.trim().toLowerCase();
  const isWrong = typed !== '' && !slugText.safeParse(typed).success;

  const type = (value: string) => {
    setWanted(value);
    setFailure(undefined);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (typed === '' || isWrong) {
      setFailure(t(typed === '' ? 'form.required' : 'form.slug'));
      return;
    }
    setSuggestions([]);
    const result = await change(
      async () => (await changeSlug({ variables: { input: { slug: typed } } })).data?.changeOrganisationSlug,
      ['SlugTakenFailure', 'SlugChangeTooEarly', 'ValidationFailed'],
    );
    switch (result?.__typename) {
      case 'ChangeOrganisationSlugSuccess': {
        await session.refresh();
        showToast(t('address.changed', { slug: result.organisation.slug }));
        return;
      }
      case 'SlugTakenFailure':
        setFailure(t('address.taken'));
        setSuggestions(result.suggestions);
        return;
      case 'SlugChangeTooEarly':
        setFailure(
          result.monthsLeft
            ? t('address.cooldown', { months: result.monthsLeft })
            : t('address.redirecting', { date: formats.date(result.availableAt) }),
        );
        return;
      case 'ValidationFailed':
        setFailure(result.issues[0]?.message ?? result.message);
    }
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width={480}
      title={t('address.change')}
      lead={t('address.lead')}
      footer={
        <>
          <span className="o-grow" />
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" form={id} kind="primary" isBusy={isBusy}>
            {t('address.submit')}
          </Button>
        </>
      }
    >
      <form id={id} className="o-stack" onSubmit={(event) => void submit(event)} noValidate>
        <div className="o-stack o-tight">
          <TextField
            label={t('address.new')}
            hint={
              typed === '' || isWrong ? (
                t('form.slug')
              ) : (
                <bdi dir="ltr">
                  {typed}.{domain()}
                </bdi>
              )
            }
            error={failure ?? (isWrong ? t('form.slug') : undefined)}
            dir="ltr"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={40}
            data-autofocus
            value={wanted}
            onChange={(event) => type(event.target.value)}
          />
          <SlugSuggestions slugs={suggestions} onChoose={type} />
        </div>
        <ul className="o-will">
          <li>{t('address.willRedirect', { slug })}</li>
          <li>{t('address.willFree', { slug })}</li>
          <li>{t('address.willWait')}</li>
        </ul>
      </form>
    </Dialog>
  );
}
