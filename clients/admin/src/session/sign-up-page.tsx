import { useQuery } from '@apollo/client/react';
import { Button } from '@offplan/kit/components/button.tsx';
import { SelectField, TextField } from '@offplan/kit/components/field.tsx';
import { useEffect, useMemo, useState } from 'react';
import { useForm } from 'react-hook-form';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { z } from 'zod';
import { fieldError } from '../forms/field-error.ts';
import { emailText, newPassword, requiredText, slugText } from '../forms/form-schemas.ts';
import { NewPasswordField } from '../forms/new-password-field.tsx';
import { slugOf } from '../forms/slug.ts';
import { zodResolver } from '../forms/zod-resolver.ts';
import { useLanguage, useT } from '../i18n/catalogue.tsx';
import { useTitle } from '../shell/use-title.ts';
import { formFailureText } from './auth-failure-text.ts';
import { signUp } from './auth-routes.ts';
import { BotCheck, useBotCheck } from './bot-check.tsx';
import { countryNames, guessedCountry } from './countries.ts';
import { Entrance } from './entrance.tsx';
import { GoogleButton } from './google-button.tsx';
import { MailedMessage } from './mailed-message.tsx';
import { pathAfterEntering } from './path-after-entering.ts';
import { publicClient, useSession } from './session.tsx';
import { SignUpOptionsDocument } from './session-documents.ts';
import { SlugSuggestions } from './slug-suggestions.tsx';
import { TermsCheckbox } from './terms-checkbox.tsx';

const schema = z.object({
  name: requiredText,
  email: emailText,
  password: newPassword,
  organisationName: requiredText,
  slug: slugText,
  country: requiredText,
  acceptTerms: z.boolean().refine((isAccepted) => isAccepted, 'form.terms'),
});
type Values = z.infer<typeof schema>;

/** Whoever comes from Google has an e-mail already, and needs no password. */
const googleSchema = schema.extend({ email: z.string(), password: z.string() });

/** The server names fields as its input does; the form is flat. */
const FIELD_OF: Record<string, keyof Values> = {
  name: 'name',
  email: 'email',
  password: 'password',
  'organisation.name': 'organisationName',
  'organisation.slug': 'slug',
  'organisation.country': 'country',
  acceptTerms: 'acceptTerms',
};

/** Sign-up with an Organisation of one's own (path A of ID-1). What comes of it is a mail, for a known e-mail too (ID-14). */
export function SignUpPage() {
  const t = useT();
  useTitle(t('signup.title'));
  const { locale } = useLanguage();
  const session = useSession();
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const isByGoogle = params.get('with') === 'google';
  const botCheck = useBotCheck();
  const { data } = useQuery(SignUpOptionsDocument, { client: publicClient });
  const [mailedTo, setMailedTo] = useState<string>();
  const [failure, setFailure] = useState<string>();
  const [suggestions, setSuggestions] = useState<readonly string[]>([]);
  const countries = useMemo(() => countryNames(locale), [locale]);
  const form = useForm<Values>({
    resolver: zodResolver(isByGoogle ? googleSchema : schema),
    defaultValues: {
      name: '',
      email: '',
      password: '',
      organisationName: '',
      slug: '',
      country: guessedCountry(),
      acceptTerms: false,
    },
  });
  const { errors, isSubmitting, dirtyFields } = form.formState;
  const organisationName = form.watch('organisationName');
  useEffect(() => {
    if (!dirtyFields.slug) form.setValue('slug', slugOf(organisationName));
  }, [organisationName, dirtyFields.slug, form]);

  const submit = form.handleSubmit(async (values) => {
    setFailure(undefined);
    setSuggestions([]);
    const botCheckToken = await botCheck.token();
    const result = await signUp({
      name: values.name,
      ...(isByGoogle ? { isByProof: true } : { email: values.email, password: values.password }),
      acceptTerms: true,
      organisation: { name: values.organisationName, slug: values.slug, country: values.country },
      locale,
      ...(botCheckToken ? { botCheckToken } : {}),
    });
    if (result.isOk && isByGoogle) {
      await session.refresh();
      return navigate(pathAfterEntering(result), { replace: true });
    }
    if (result.isOk) return setMailedTo(values.email);
    botCheck.reset();
    let isShownAtField = false;
    for (const issue of result.issues) {
      const field = FIELD_OF[issue.path];
      // Whoever comes from Google sees no field for the e-mail.
      if (!field || (isByGoogle && field === 'email')) continue;
      isShownAtField = true;
      form.setError(
        field,
        field === 'password' && issue.code === 'COMMON'
          ? { message: 'form.passwordCommon' }
          : { type: 'server', message: issue.message },
        { shouldFocus: true },
      );
      if (field === 'slug') setSuggestions(issue.suggestions ?? []);
    }
    if (!isShownAtField) setFailure(formFailureText(t, result, data?.signUpOptions.supportEmail));
  });

  if (mailedTo)
    return (
      <Entrance>
        <MailedMessage email={mailedTo} onAgain={() => setMailedTo(undefined)} />
      </Entrance>
    );
  return (
    <Entrance>
      <form onSubmit={submit} noValidate>
        <div>
          <h1 className="o-big1">{t('signup.title')}</h1>
          <p className="o-muted">{isByGoogle ? t('signup.byGoogle') : t('signup.lead')}</p>
        </div>
        {failure && (
          <p className="o-form-failure" role="alert">
            {failure}
          </p>
        )}
        {!isByGoogle && <GoogleButton next="/" />}
        <TextField
          label={t('form.nameLabel')}
          autoComplete="name"
          autoFocus
          {...form.register('name')}
          error={fieldError(t, errors.name)}
        />
        {!isByGoogle && (
          <>
            <TextField
              label={t('form.emailLabel')}
              type="email"
              autoComplete="username"
              {...form.register('email')}
              error={fieldError(t, errors.email)}
            />
            <NewPasswordField
              label={t('form.passwordLabel')}
              typed={form.watch('password')}
              {...form.register('password')}
              error={fieldError(t, errors.password)}
            />
          </>
        )}
        <TextField
          label={t('signup.organisation')}
          autoComplete="organization"
          {...form.register('organisationName')}
          error={fieldError(t, errors.organisationName)}
        />
        <div>
          <TextField
            label={t('signup.slug')}
            hint={t('form.slug')}
            dir="ltr"
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
          {countries.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </SelectField>
        <div>
          <TermsCheckbox {...form.register('acceptTerms')} error={fieldError(t, errors.acceptTerms)} />
        </div>
        <BotCheck check={botCheck} />
        <Button type="submit" kind="primary" size="large" isBusy={isSubmitting}>
          {t('signup.submit')}
        </Button>
        <p className="o-muted o-center">
          {t('signup.have')}{' '}
          <Link className="o-linklike" to="/sign-in">
            {t('signin.submit')}
          </Link>
        </p>
      </form>
    </Entrance>
  );
}
