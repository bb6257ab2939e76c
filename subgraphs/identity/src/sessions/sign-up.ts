import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { UserError } from '@offplan/kernel/graphql/user-errors';
import { PLATFORM_ORG_ID, uuidv7 } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { acceptGuestGrant } from '../guests/accept-guest-grant.ts';
import type { GuestGrant } from '../guests/guest-grant.ts';
import { acceptMemberInvitation } from '../members/accept-member-invitation.ts';
import { type FoundInvitation, findInvitation } from '../members/find-invitation.ts';
import type { Member } from '../members/member.ts';
import type { InvitationNotUsable, WrongInvitee } from '../members/member-results.ts';
import { optionsOf } from '../options.ts';
import { createOrganisation, SlugTaken } from '../organisations/create-organisation.ts';
import { Organisation } from '../organisations/organisation.ts';
import { hashPassword } from '../users/password-hash.ts';
import { TERMS_VERSION } from '../users/terms.ts';
import { addressKey } from './address-key.ts';
import { openSession } from './open-session.ts';
import type { SignUpInput } from './session-inputs.ts';
import { SignUpInvalid, type SignUpOutcome, TooManyAttempts } from './session-results.ts';
import { readSignUpForm, type SignUpForm } from './sign-up-form.ts';
import { takePlaces } from './throttle.ts';

const DAY_SECONDS = 86_400;

interface NewPerson {
  id: string;
  name: string;
  email: string;
}

/** Ends the transaction of a sign-up that cannot go on, so that nothing of it remains, and carries the answer out of it. */
class Abandoned extends Error {
  readonly outcome: SignUpOutcome;

  constructor(outcome: SignUpOutcome) {
    super('The sign-up was abandoned');
    this.outcome = outcome;
  }
}

/**
 * Makes an account (ID-1): with an Organisation of its own, which starts a trial (path A), or by an invitation into a team or as a guest
 * (path B: no trial). All of it is one transaction, and the person is signed in.
 */
export async function signUp(context: RequestContext, input: SignUpInput): Promise<SignUpOutcome> {
  const found = input.invitationToken ? await findInvitation(context, input.invitationToken) : null;
  if (input.invitationToken && !found)
    return new SignUpInvalid([
      { path: ['invitationToken'], code: 'UNKNOWN', message: 'This invitation does not exist. Ask for a new one.' },
    ]);
  const form = readSignUpForm(input, found ? (found.kind === 'member' ? 'team' : 'guest') : 'own_organisation');
  if (Array.isArray(form)) return new SignUpInvalid(form);
  const passwordHash = await hashPassword(form.password);
  const person: NewPerson = { id: uuidv7(), name: form.name, email: form.email };
  try {
    return await context.db.transaction({ userId: person.id, requestId: context.facts.requestId }, async (tx) => {
      await countSignUp(context, tx, input.address ?? null);
      await addUser(context, tx, person, form, { passwordHash, address: input.address ?? null });
      const slug = found
        ? await enterByInvitation(context, tx, person, form, found)
        : await enterByOwnOrganisation(context, tx, person, form);
      return openSession(context, tx, person, slug);
    });
  } catch (fault) {
    if (fault instanceof Abandoned) return fault.outcome;
    throw fault;
  }
}

async function countSignUp(context: RequestContext, tx: Transaction, address: string | null): Promise<void> {
  const { signUpLimit, supportEmail } = optionsOf(context);
  const taken = await takePlaces(tx, [
    { kind: 'sign_up_address', key: addressKey(address), limit: signUpLimit, seconds: DAY_SECONDS },
  ]);
  if (!('retryAfterSeconds' in taken)) return;
  context.logger.info(
    { requestId: context.facts.requestId, reason: 'too many from one address' },
    'A sign-up was refused',
  );
  const message = `Too many sign-ups from your network today. Try again tomorrow, or write to ${supportEmail}.`;
  throw new Abandoned(new TooManyAttempts(message, taken.retryAfterSeconds));
}

async function addUser(
  context: RequestContext,
  tx: Transaction,
  person: NewPerson,
  form: SignUpForm,
  { passwordHash, address }: { passwordHash: string; address: string | null },
): Promise<void> {
  const rows = await tx.query(
    `insert into identity."user" (id, name, email, password_hash, locale, terms_version, terms_accepted_at, terms_address, created_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (email) do nothing returning id`,
    [person.id, person.name, person.email, passwordHash, form.locale, TERMS_VERSION, tx.now, address, tx.now],
  );
  // Said openly as long as no mail can be sent; with mail a known address gets the same page as a new one (ID-14).
  if (rows.length === 0)
    throw new Abandoned(
      new SignUpInvalid([
        { path: ['email'], code: 'KNOWN', message: 'An account with this e-mail exists. Sign in instead.' },
      ]),
    );
  const acting = actingPerson(context, person);
  await tx.within(PLATFORM_ORG_ID, () =>
    tx.emit({
      orgId: PLATFORM_ORG_ID,
      subjectType: 'user',
      subjectId: person.id,
      seq: 1,
      type: 'user.signed_up',
      data: { userId: person.id, termsVersion: TERMS_VERSION },
      ...acting,
      personal: { ...acting.personal, subjectName: person.name, email: person.email },
    }),
  );
}

/** Path A. Resolves with the slug of the new Organisation. */
async function enterByOwnOrganisation(
  context: RequestContext,
  tx: Transaction,
  person: NewPerson,
  form: SignUpForm,
): Promise<string> {
  const { country, ...wanted } = form.organisation!;
  const organisation = await createOrganisation(context, tx, { ...wanted, country: country! }, person, 'trial');
  if (organisation instanceof SlugTaken) throw slugTaken(organisation);
  return organisation.slug;
}

/** Path B. Resolves with the slug of the inviting Organisation. */
async function enterByInvitation(
  context: RequestContext,
  tx: Transaction,
  person: NewPerson,
  form: SignUpForm,
  found: FoundInvitation,
): Promise<string> {
  const { orgId } = found.kind === 'member' ? found.invitation : found.grant;
  const inviting = await tx.within(orgId, () => tx.em.findOneOrFail(Organisation, { id: orgId }));
  const guest = found.kind === 'guest' ? await makeGuest(context, tx, person, form, inviting) : null;
  const outcome = await tx.within(
    orgId,
    async (): Promise<Member | GuestGrant | InvitationNotUsable | WrongInvitee> =>
      found.kind === 'member'
        ? acceptMemberInvitation(context, tx, found.invitation, person)
        : acceptGuestGrant(context, tx, found.grant, person, guest!),
  );
  if (outcome instanceof UserError) {
    const path = outcome.code === 'WRONG_INVITEE' ? 'email' : 'invitationToken';
    throw new Abandoned(new SignUpInvalid([{ path: [path], code: outcome.code, message: outcome.message }]));
  }
  return inviting.slug;
}

/** An invitee without an Organisation gets a Free Guest one (ID-50). */
async function makeGuest(
  context: RequestContext,
  tx: Transaction,
  person: NewPerson,
  form: SignUpForm,
  host: Organisation,
): Promise<Organisation> {
  const { country, ...wanted } = form.organisation!;
  const organisation = await createOrganisation(
    context,
    tx,
    { ...wanted, country: country ?? host.country },
    person,
    'free_guest',
  );
  if (organisation instanceof SlugTaken) throw slugTaken(organisation);
  return organisation;
}

function slugTaken({ suggestions }: SlugTaken): Abandoned {
  const message = 'This address is taken.';
  return new Abandoned(new SignUpInvalid([{ path: ['organisation', 'slug'], code: 'TAKEN', message, suggestions }]));
}
