import type { LocaleCode } from '@offplan/kernel/graphql/scalars';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Abandoned, unlessAbandoned } from '../abandoned.ts';
import { createOrganisation, SlugTaken } from '../organisations/create-organisation.ts';
import { slugFault } from '../organisations/slug.ts';
import { admit } from '../sessions/admit.ts';
import { TooManyAttempts } from '../sessions/session-results.ts';
import { signInPlaces } from '../sessions/sign-in-places.ts';
import { giveBackPlaces, takePlaces } from '../sessions/throttle.ts';
import { hashToken } from '../sessions/token.ts';
import { isPasswordRight } from '../users/password-hash.ts';
import { enrolPerson } from './enrol-person.ts';
import type { ConfirmSignUpInput } from './sign-up-inputs.ts';
import {
  ConfirmationNotUsable,
  type ConfirmSignUpOutcome,
  SignUpInvalid,
  SignUpPasswordNeeded,
} from './sign-up-results.ts';
import { slugTaken } from './slug-taken.ts';
import { takeTrial } from './take-trial.ts';

interface PendingSignUp {
  id: string;
  browser_hash: string;
  email: string;
  name: string;
  password_hash: string;
  locale: LocaleCode;
  organisation_name: string;
  slug: string;
  country: string;
  terms_version: string;
  terms_accepted_at: Date;
  terms_address: string | null;
}

/**
 * Makes what was signed up for: the person, the Organisation with its trial where the person had none yet, a session; all of it or nothing,
 * once (ID-3). The link alone does it in the browser of the form. Elsewhere the password of the form is asked for: whoever reads a
 * stranger's mail has not chosen it, and whoever typed somebody else's e-mail gets no account out of that person's click.
 */
export async function confirmSignUp(context: RequestContext, input: ConfirmSignUpInput): Promise<ConfirmSignUpOutcome> {
  const pending = await findPending(context, input.token);
  if (!pending) return new ConfirmationNotUsable();
  const fault = await proofFault(context, pending, input);
  if (fault) return fault;
  const slug = input.slug?.trim().toLowerCase() || pending.slug || null;
  const wrong = slug ? slugFault(slug) : null;
  if (wrong) return new SignUpInvalid([{ path: ['organisation', 'slug'], ...wrong }]);
  return unlessAbandoned<ConfirmSignUpOutcome>(() =>
    context.db.transaction({ requestId: context.facts.requestId }, async (tx) => {
      // Several sign-ups of one e-mail, confirmed at once, would each wait for the row that the other has removed.
      await tx.query('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`confirm_sign_up ${pending.email}`]);
      // Whoever removes the row has the sign-up; others at the same time find none.
      const rows = await tx.query('delete from identity.pending_sign_up where id = ? returning id', [pending.id]);
      if (rows.length === 0) return new ConfirmationNotUsable();
      await tx.query('delete from identity.pending_sign_up where email = ?', [pending.email]);
      const person = await enrolPerson(context, tx, {
        name: pending.name,
        email: pending.email,
        passwordHash: pending.password_hash,
        locale: pending.locale,
        terms: {
          version: pending.terms_version,
          acceptedAt: pending.terms_accepted_at,
          address: pending.terms_address,
        },
      });
      if (!person) return new ConfirmationNotUsable();
      const { organisation_name: name, country, locale } = pending;
      const wanted = { name, slug, country, locale };
      const organisation = await createOrganisation(context, tx, wanted, person, await takeTrial(context, tx, person));
      if (organisation instanceof SlugTaken) throw new Abandoned(slugTaken(organisation.suggestions));
      return admit(context, tx, person, organisation.slug);
    }),
  );
}

async function findPending(context: RequestContext, token: string): Promise<PendingSignUp | null> {
  const rows = (await context.db.reader({}).execute(
    `select id, encode(browser_hash, 'hex') as browser_hash, email, name, password_hash, locale, organisation_name, slug, country,
         terms_version, terms_accepted_at, terms_address
       from identity.pending_sign_up where token_hash = decode(?, 'hex') and expires_at > ?`,
    [hashToken(token), context.clock.now()],
  )) as PendingSignUp[];
  return rows[0] ?? null;
}

async function proofFault(
  context: RequestContext,
  pending: PendingSignUp,
  input: ConfirmSignUpInput,
): Promise<SignUpPasswordNeeded | TooManyAttempts | null> {
  if (input.browserToken && hashToken(input.browserToken) === pending.browser_hash) return null;
  if (!input.password) return new SignUpPasswordNeeded(false);
  const taken = await context.db.transaction({}, (tx) =>
    takePlaces(tx, signInPlaces(context, pending.email, input.address ?? null)),
  );
  if ('retryAfterSeconds' in taken)
    return new TooManyAttempts(
      'Too many passwords did not fit. Wait some minutes, then try again.',
      taken.retryAfterSeconds,
    );
  if (!(await isPasswordRight(input.password, pending.password_hash))) return new SignUpPasswordNeeded(true);
  await context.db.transaction({}, (tx) => giveBackPlaces(tx, taken.ids));
  return null;
}
