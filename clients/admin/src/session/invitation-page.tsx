import { useMutation, useQuery } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Button } from '@offplan/kit/components/button.tsx';
import { SelectField, TextField } from '@offplan/kit/components/field.tsx';
import { Skeleton, StateMessage } from '@offplan/kit/components/states.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { z } from 'zod';
import { fieldError } from '../forms/field-error.ts';
import { newPassword, requiredText } from '../forms/form-schemas.ts';
import { NewPasswordField } from '../forms/new-password-field.tsx';
import { zodResolver } from '../forms/zod-resolver.ts';
import type { InvitationByTokenQuery } from '../generated/graphql.ts';
import { T, useLanguage, useT } from '../i18n/catalogue.tsx';
import { FaultMessage } from '../shell/fault.tsx';
import { faultText } from '../shell/fault-text.ts';
import { refusalText } from '../shell/refusal-text.ts';
import { useTitle } from '../shell/use-title.ts';
import { roleName } from '../team/role-name.ts';
import { formFailureText } from './auth-failure-text.ts';
import { join } from './auth-routes.ts';
import { Entrance } from './entrance.tsx';
import { GoogleButton } from './google-button.tsx';
import { pathAfterEntering } from './path-after-entering.ts';
import { publicClient, useSession } from './session.tsx';
import { AcceptInvitationDocument, InvitationDocument } from './session-documents.ts';
import { TermsCheckbox } from './terms-checkbox.tsx';
import { forgetToken, TokenOfLink, tokenOf } from './token-of-link.tsx';

type Invitation = NonNullable<InvitationByTokenQuery['invitation']>;

const PAGE = '/invitation';

export const InvitationLink = () => <TokenOfLink page={PAGE} />;

/** A guest names an agency too. */
const guestSchema = z.object({
  name: requiredText,
  agency: requiredText,
  password: newPassword,
  acceptTerms: z.boolean().refine((isAccepted) => isAccepted, 'form.terms'),
});
/** Whoever joins a team has a company already. */
const memberSchema = guestSchema.extend({ agency: z.string() });
type Values = z.infer<typeof guestSchema>;

/** Whoever comes from Google needs no password. */
function formSchema(isGuest: boolean, isByGoogle: boolean): z.ZodType<Values, Values> {
  const schema = isGuest ? guestSchema : memberSchema;
  return isByGoogle ? schema.extend({ password: z.string() }) : schema;
}

/** Where the server's names of fields stand in this form. */
const FIELD_OF: Record<string, keyof Values> = {
  name: 'name',
  password: 'password',
  organisation: 'agency',
  'organisation.name': 'agency',
};

/** Makes the account that the invitation is for (path B of ID-1). */
function InvitedSignUp({
  invitation,
  token,
  onDone,
}: {
  invitation: Invitation;
  token: string;
  onDone: (path: string) => void;
}) {
  const t = useT();
  const { locale } = useLanguage();
  const session = useSession();
  const [params] = useSearchParams();
  const isByGoogle = params.get('with') === 'google';
  const isGuest = invitation.kind === 'GUEST';
  const [failure, setFailure] = useState<string>();
  const form = useForm<Values>({
    resolver: zodResolver(formSchema(isGuest, isByGoogle)),
    defaultValues: { name: '', agency: '', password: '', acceptTerms: false },
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    setFailure(undefined);
    const result = await join({
      name: values.name,
      ...(isByGoogle ? { isByProof: true } : { password: values.password }),
      acceptTerms: true,
      invitationToken: token,
      ...(isGuest ? { organisation: { name: values.agency } } : {}),
      locale,
    });
    if (result.isOk) {
      await session.refresh();
      onDone(pathAfterEntering(result));
      return;
    }
    const [issue] = result.issues;
    const field = issue && FIELD_OF[issue.path];
    if (field) {
      form.setError(
        field,
        field === 'password' && issue.code === 'COMMON'
          ? { message: 'form.passwordCommon' }
          : { type: 'server', message: issue.message },
        { shouldFocus: true },
      );
    } else setFailure(formFailureText(t, result));
  });
  return (
    <form onSubmit={submit} noValidate>
      {failure && (
        <p className="o-form-failure" role="alert">
          {failure}
        </p>
      )}
      {isByGoogle ? <p className="o-muted">{t('invitation.byGoogle')}</p> : <GoogleButton next={PAGE} />}
      <TextField label={t('form.emailLabel')} value={invitation.email} readOnly autoComplete="username" />
      <TextField
        label={t('form.nameLabel')}
        autoComplete="name"
        autoFocus
        {...form.register('name')}
        error={fieldError(t, errors.name)}
      />
      {isGuest && (
        <TextField
          label={t('invitation.agency')}
          autoComplete="organization"
          {...form.register('agency')}
          error={fieldError(t, errors.agency)}
        />
      )}
      {!isByGoogle && (
        <NewPasswordField
          label={t('form.passwordLabel')}
          typed={form.watch('password')}
          {...form.register('password')}
          error={fieldError(t, errors.password)}
        />
      )}
      <div>
        <TermsCheckbox {...form.register('acceptTerms')} error={fieldError(t, errors.acceptTerms)} />
      </div>
      <Button type="submit" kind="primary" size="large" isBusy={isSubmitting}>
        {t('invitation.join', { organisation: invitation.organisationName })}
      </Button>
    </form>
  );
}

/** Accepts as the person who is signed in; a guest chooses which of their Organisations takes part. */
function AcceptAs({ invitation, token, email }: { invitation: Invitation; token: string; email: string }) {
  const t = useT();
  const session = useSession();
  const navigate = useNavigate();
  // Only who owns or administers an Organisation can let it become a guest; whoever has none makes one by joining.
  const own =
    session.state.kind === 'signed-in'
      ? session.state.viewer.workspaces.filter(({ guest, role }) => !guest && (role === 'OWNER' || role === 'ADMIN'))
      : [];
  const isGuest = invitation.kind === 'GUEST';
  const isNew = isGuest && own.length === 0;
  const [agency, setAgency] = useState('');
  const [slug, setSlug] = useState(own[0]?.organisation.slug ?? '');
  const [failure, setFailure] = useState<string>();
  const [accept, { loading }] = useMutation(AcceptInvitationDocument, { client: publicClient });

  const join = async () => {
    setFailure(undefined);
    try {
      const { data } = await accept({
        variables: {
          input: {
            token,
            ...(isGuest && slug ? { organisationSlug: slug } : {}),
            ...(isNew ? { newOrganisationName: agency } : {}),
          },
        },
      });
      const result = data?.acceptInvitation;
      if (result?.__typename === 'AcceptInvitationSuccess') {
        forgetToken(PAGE);
        await session.refresh();
        navigate(`/w/${result.workspace.organisation.slug}`, { replace: true });
      } else if (result) setFailure(refusalText(t, result));
    } catch (error) {
      setFailure(faultText(t, faultCodeOf(error)));
    }
  };
  return (
    <>
      {failure && (
        <p className="o-form-failure" role="alert">
          {failure}
        </p>
      )}
      {isNew && (
        <TextField
          label={t('invitation.agency')}
          hint={t('invitation.agencyHint')}
          autoComplete="organization"
          value={agency}
          onChange={(event) => setAgency(event.target.value)}
        />
      )}
      {isGuest && own.length > 1 && (
        <SelectField label={t('invitation.as')} value={slug} onChange={(event) => setSlug(event.target.value)}>
          {own.map(({ organisation }) => (
            <option key={organisation.slug} value={organisation.slug}>
              {organisation.name}
            </option>
          ))}
        </SelectField>
      )}
      <Button kind="primary" size="large" isBusy={loading} onClick={join}>
        {t('invitation.join', { organisation: invitation.organisationName })}
      </Button>
      <p className="o-muted o-center">
        {t('invitation.signedInAs', { email })}{' '}
        <button type="button" className="o-linklike" onClick={() => void session.signOut()}>
          {t('session.signOut')}
        </button>
      </p>
    </>
  );
}

/** What an invitation link opens: who invites, to what, and the way in. */
export function InvitationPage() {
  const t = useT();
  const formats = useFormats();
  useTitle(t('invitation.title'));
  const session = useSession();
  const navigate = useNavigate();
  const token = tokenOf(PAGE);
  const { data, error, loading, refetch } = useQuery(InvitationDocument, {
    client: publicClient,
    variables: { token },
    skip: !token,
    fetchPolicy: 'network-only',
  });
  const invitation = data?.invitation;

  if (loading || session.state.kind === 'loading') {
    return (
      <Entrance>
        <Skeleton width="70%" height="32px" />
        <Skeleton width="100%" height="60px" />
        <Skeleton width="100%" height="40px" />
      </Entrance>
    );
  }
  if (error) {
    return (
      <Entrance>
        <FaultMessage code={faultCodeOf(error)} onRetry={() => void refetch()} />
      </Entrance>
    );
  }
  if (invitation?.status !== 'PENDING') {
    return (
      <Entrance>
        <StateMessage
          icon="mail"
          title={t('invitation.dead')}
          action={
            <Link className="o-btn" to="/">
              {t('invitation.toStart')}
            </Link>
          }
        >
          {invitation?.status === 'ACCEPTED' ? t('invitation.accepted') : t('invitation.deadHint')}
        </StateMessage>
      </Entrance>
    );
  }
  const viewer = session.state.kind === 'signed-in' ? session.state.viewer : undefined;
  return (
    <Entrance>
      <div>
        <h1 className="o-big1">
          {invitation.projectName
            ? t('invitation.toProject', { project: invitation.projectName })
            : t('invitation.toTeam', { organisation: invitation.organisationName })}
        </h1>
        <p className="o-muted">
          <T
            id={invitation.kind === 'GUEST' ? 'invitation.fromHost' : 'invitation.from'}
            values={{
              name: invitation.invitedByName ?? invitation.organisationName,
              organisation: invitation.organisationName,
              role: invitation.role ? roleName(t, invitation.role) : '',
            }}
            with={{ 0: <b /> }}
          />{' '}
          {t('invitation.until', { date: formats.date(invitation.expiresAt) })}
        </p>
      </div>
      {viewer ? (
        <AcceptAs invitation={invitation} token={token} email={viewer.user.email ?? viewer.user.name} />
      ) : invitation.hasAccount ? (
        <Button kind="primary" size="large" onClick={() => navigate('/sign-in?next=/invitation')}>
          {t('invitation.signInFirst')}
        </Button>
      ) : (
        <InvitedSignUp
          invitation={invitation}
          token={token}
          onDone={(path) => {
            forgetToken(PAGE);
            navigate(path, { replace: true });
          }}
        />
      )}
    </Entrance>
  );
}
