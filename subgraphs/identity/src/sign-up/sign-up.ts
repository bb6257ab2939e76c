import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { uuidv7 } from '@offplan/kernel/ids';
import type { OrganisationStatus } from '@offplan/kernel/passport/passport';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { sendMail } from '../mails/identity-mails.ts';
import { optionsOf } from '../options.ts';
import { makeRestoreLink } from '../restoration/make-restore-link.ts';
import { takePlaces } from '../sessions/throttle.ts';
import { hashToken, newToken } from '../sessions/token.ts';
import { hashPassword } from '../users/password-hash.ts';
import { TERMS_VERSION } from '../users/terms.ts';
import { checkSignUp } from './checks/check-sign-up.ts';
import { belongsSomewhere } from './enrol-person.ts';
import { signUpByProof } from './sign-up-by-proof.ts';
import { readSignUpForm, type SignUpForm } from './sign-up-form.ts';
import type { SignUpInput } from './sign-up-inputs.ts';
import { SignUpInvalid, SignUpMailed, type SignUpOutcome } from './sign-up-results.ts';
import { takenSlug } from './slug-taken.ts';

/** How long the link of a sign-up's mail works (ID-3). */
const CONFIRM_MILLISECONDS = 86_400_000;
/** Mails about sign-ups to one address within a day. */
const MOST_MAILS = 5;
const DAY_SECONDS = 86_400;

/**
 * Takes a sign-up of path A (ID-1): nothing exists of it until the e-mail is proved by the link that is mailed (ID-3). An e-mail that has
 * an account gets the same answer after the same work, and another mail (ID-14).
 */
export async function signUp(context: RequestContext, input: SignUpInput): Promise<SignUpOutcome> {
  if (input.proofToken) return signUpByProof(context, input, input.proofToken);
  const form = readSignUpForm(
    { ...input, email: input.email ?? '', password: input.password ?? '' },
    'own_organisation',
  );
  if (Array.isArray(form)) return new SignUpInvalid(form);
  const taken = await context.db.transaction({}, (tx) => takenSlug(tx, form));
  if (taken) return taken;
  const refused = await checkSignUp(context, {
    email: form.email,
    address: input.address ?? null,
    botCheckToken: input.botCheckToken ?? null,
  });
  if (refused) return refused;
  const passwordHash = await hashPassword(form.password!);
  const browserToken = newToken();
  return context.db.transaction({ requestId: context.facts.requestId }, async (tx) => {
    // Nobody's mailbox is filled by strangers who type its address: the answer is the same, without a mail.
    const places = await takePlaces(tx, [
      { kind: 'sign_up_email', key: form.email, limit: MOST_MAILS, seconds: DAY_SECONDS },
    ]);
    if ('retryAfterSeconds' in places) return Object.assign(new SignUpMailed(), { browserToken });
    const [known] = await tx.query<{ id: string; name: string; locale: string }>(
      'select id, name, locale from identity."user" where email = ?',
      [form.email],
    );
    if (known && (await belongsSomewhere(tx, known.id))) await mailKnownPerson(context, tx, form.email, known);
    else await mailLink(context, tx, form, { passwordHash, browserToken, address: input.address ?? null });
    return Object.assign(new SignUpMailed(), { browserToken });
  });
}

async function mailLink(
  context: RequestContext,
  tx: Transaction,
  form: SignUpForm,
  made: { passwordHash: string; browserToken: string; address: string | null },
): Promise<void> {
  const organisation = form.organisation!;
  const token = newToken();
  const expiresAt = new Date(tx.now.getTime() + CONFIRM_MILLISECONDS);
  await tx.query(
    `insert into identity.pending_sign_up (id, token_hash, browser_hash, email, name, password_hash, locale, organisation_name, slug, country,
       terms_version, terms_accepted_at, terms_address, created_at, expires_at)
     values (?, decode(?, 'hex'), decode(?, 'hex'), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      uuidv7(tx.now.getTime()),
      hashToken(token),
      hashToken(made.browserToken),
      form.email,
      form.name,
      made.passwordHash,
      form.locale,
      organisation.name,
      organisation.slug ?? '',
      organisation.country,
      TERMS_VERSION,
      tx.now,
      made.address,
      tx.now,
      expiresAt,
    ],
  );
  await sendMail(tx, 'confirm_sign_up', {
    to: form.email,
    locale: form.locale,
    values: {
      name: form.name,
      organisationName: organisation.name,
      link: `${optionsOf(context).appUrl}/confirm-sign-up/${token}`,
      expiresAt,
    },
  });
}

/** Offers a person who has an account the ways in, also back into an Organisation of its own that is put away (ID-13). */
async function mailKnownPerson(
  context: RequestContext,
  tx: Transaction,
  email: string,
  person: { id: string; name: string; locale: string },
): Promise<void> {
  const { appUrl } = optionsOf(context);
  const [paused] = await tx.query<{ id: string; name: string; slug: string; status: OrganisationStatus }>(
    `select o.id, o.name, o.slug, o.status from identity.membership m join identity.organisation o on o.id = m.org_id
     where m.user_id = (select identity.current_person()) and m.role = 'owner' and m.status = 'active' and o.status not in ('active', 'deleted')
     order by o.created_at desc limit 1`,
  );
  await sendMail(tx, 'sign_up_known', {
    to: email,
    locale: person.locale,
    values: {
      name: person.name,
      signInLink: `${appUrl}/sign-in`,
      resetLink: `${appUrl}/forgot-password`,
      recoverLink: paused ? await recoverLink(tx, { ...paused, userId: person.id, appUrl }) : null,
      recoverName: paused?.name ?? null,
    },
  });
}

/** An archived Organisation comes back by the page that its link opens (BIL-29); the others say themselves what is to be done. */
async function recoverLink(
  tx: Transaction,
  {
    id,
    slug,
    status,
    userId,
    appUrl,
  }: { id: string; slug: string; status: OrganisationStatus; userId: string; appUrl: string },
): Promise<string> {
  if (status !== 'free_guest_archived') return `${appUrl}/sign-in?next=${encodeURIComponent(`/w/${slug}`)}`;
  return tx.within(id, async () => (await makeRestoreLink(tx, { orgId: id, userId, appUrl })).link);
}
