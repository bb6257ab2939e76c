import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { UserError } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Abandoned, unlessAbandoned } from '../abandoned.ts';
import { type ExternalProof, linkState, takeProof } from '../google/external-identity.ts';
import { acceptGuestGrant } from '../guests/accept-guest-grant.ts';
import type { GuestGrant } from '../guests/guest-grant.ts';
import { acceptMemberInvitation } from '../members/accept-member-invitation.ts';
import { type FoundInvitation, findInvitation } from '../members/find-invitation.ts';
import type { Member } from '../members/member.ts';
import type { InvitationNotUsable, WrongInvitee } from '../members/member-results.ts';
import { SlugTaken } from '../organisations/create-organisation.ts';
import { makeGuest } from '../organisations/make-guest.ts';
import { Organisation } from '../organisations/organisation.ts';
import { admit } from '../sessions/admit.ts';
import { hashPassword } from '../users/password-hash.ts';
import { TERMS_VERSION } from '../users/terms.ts';
import { type EnrolledPerson, enrolPerson } from './enrol-person.ts';
import { linkFault, proofExpired, proofFault } from './proof-fault.ts';
import { readSignUpForm } from './sign-up-form.ts';
import type { JoinByInvitationInput } from './sign-up-inputs.ts';
import { type JoinByInvitationOutcome, SignUpInvalid } from './sign-up-results.ts';
import { slugTaken } from './slug-taken.ts';

/**
 * Makes the account of an invited person and lets it in (path B of ID-1: no trial), all in one transaction. The token came by mail alone,
 * so it proves the e-mail: no other can be given. Who comes from another provider brings its proof in place of a password.
 */
export async function joinByInvitation(
  context: RequestContext,
  input: JoinByInvitationInput,
): Promise<JoinByInvitationOutcome> {
  const found = await findInvitation(context, input.invitationToken);
  if (!found) return invitationFault('UNKNOWN', 'This invitation does not exist. Ask for a new one.');
  const { email, orgId } = found.kind === 'member' ? found.invitation : found.grant;
  const { proofToken } = input;
  const password = proofToken ? null : (input.password ?? '');
  const form = readSignUpForm({ ...input, email, password }, found.kind === 'member' ? 'team' : 'guest');
  if (Array.isArray(form)) return new SignUpInvalid(form);
  const passwordHash = password === null ? null : await hashPassword(password);
  return unlessAbandoned<JoinByInvitationOutcome>(() =>
    context.db.transaction({ requestId: context.facts.requestId }, async (tx) => {
      const terms = { version: TERMS_VERSION, acceptedAt: tx.now, address: input.address ?? null };
      const person = await enrolPerson(context, tx, {
        name: form.name,
        email,
        passwordHash,
        locale: form.locale,
        terms,
      });
      if (!person)
        return new SignUpInvalid([
          { path: ['email'], code: 'KNOWN', message: 'You have an account. Sign in, then accept the invitation.' },
        ]);
      const link = proofToken ? await proofOf(tx, person, proofToken) : null;
      const inviting = await tx.within(orgId, () => tx.em.findOneOrFail(Organisation, { id: orgId }));
      const guest =
        found.kind === 'guest'
          ? await makeGuest(context, tx, form.organisation!, { owner: person, hostId: orgId })
          : null;
      if (guest instanceof SlugTaken) throw new Abandoned(slugTaken(guest.suggestions));
      const outcome = await tx.within(orgId, () => enter(context, tx, found, person, guest));
      if (outcome instanceof UserError) throw new Abandoned(invitationFault(outcome.code, outcome.message));
      return admit(context, tx, person, inviting.slug, link);
    }),
  );
}

/** What the provider has proved of the person, by which it comes in from now on; ends the transaction where that cannot be. */
async function proofOf(tx: Transaction, person: EnrolledPerson, proofToken: string): Promise<ExternalProof> {
  const proof = await takeProof(tx, proofToken);
  if (!proof) throw new Abandoned(proofExpired());
  if (proof.email !== person.email)
    throw new Abandoned(
      proofFault(
        'OTHER_EMAIL',
        `The invitation is for ${person.email}. Choose the Google account that has this e-mail.`,
      ),
    );
  const fault = linkFault(await linkState(tx, person.id, proof));
  if (fault) throw new Abandoned(fault);
  return proof;
}

function enter(
  context: RequestContext,
  tx: Transaction,
  found: FoundInvitation,
  person: EnrolledPerson,
  guest: Organisation | null,
): Promise<Member | GuestGrant | InvitationNotUsable | WrongInvitee> {
  return found.kind === 'member'
    ? acceptMemberInvitation(context, tx, found.invitation, person)
    : acceptGuestGrant(context, tx, found.grant, person, guest!);
}

function invitationFault(code: string, message: string): SignUpInvalid {
  return new SignUpInvalid([{ path: ['invitationToken'], code, message }]);
}
