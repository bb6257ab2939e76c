import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Abandoned, unlessAbandoned } from '../abandoned.ts';
import { type ExternalProof, linkState, peekProof, takeProof } from '../google/external-identity.ts';
import { createOrganisation, SlugTaken } from '../organisations/create-organisation.ts';
import { admit } from '../sessions/admit.ts';
import { findAccount } from '../users/account.ts';
import { TERMS_VERSION } from '../users/terms.ts';
import { checkSignUp } from './checks/check-sign-up.ts';
import { enrolPerson } from './enrol-person.ts';
import { linkFault, proofExpired, proofFault } from './proof-fault.ts';
import { readSignUpForm } from './sign-up-form.ts';
import type { SignUpInput } from './sign-up-inputs.ts';
import { SignUpInvalid, type SignUpOutcome } from './sign-up-results.ts';
import { slugTaken, takenSlug } from './slug-taken.ts';
import { takeTrial } from './take-trial.ts';

/**
 * Signs up a person whose e-mail another provider has proved (ID-1): nothing has to be mailed, so all is made at once. The proof makes
 * one account; of a form that cannot be used it is left for another try.
 */
export async function signUpByProof(
  context: RequestContext,
  input: SignUpInput,
  token: string,
): Promise<SignUpOutcome> {
  const proof = await context.db.transaction({}, (tx) => peekProof(tx, token));
  if (!proof) return proofExpired();
  const form = readSignUpForm({ ...input, email: proof.email, password: null }, 'own_organisation');
  if (Array.isArray(form)) return new SignUpInvalid(form);
  // Before the checks: what cannot work takes no place of its network.
  const fault = await context.db.transaction({}, async (tx) =>
    (await isVouchedFor(tx, proof)) ? takenSlug(tx, form) : notVouched(),
  );
  if (fault) return fault;
  const address = input.address ?? null;
  const refused = await checkSignUp(context, {
    email: form.email,
    address,
    botCheckToken: input.botCheckToken ?? null,
  });
  if (refused) return refused;
  return unlessAbandoned<SignUpOutcome>(() =>
    context.db.transaction({ requestId: context.facts.requestId }, async (tx) => {
      if (!(await takeProof(tx, token))) return proofExpired();
      const terms = { version: TERMS_VERSION, acceptedAt: tx.now, address };
      const { name, email, locale } = form;
      // Again: the identity may have been taken off meanwhile.
      if (!(await isVouchedFor(tx, proof))) throw new Abandoned(notVouched());
      const person = await enrolPerson(context, tx, { name, email, passwordHash: null, locale, terms });
      if (!person) throw new Abandoned(proofFault('KNOWN', 'You have an account with this e-mail. Sign in instead.'));
      const unlinkable = linkFault(await linkState(tx, person.id, proof));
      if (unlinkable) throw new Abandoned(unlinkable);
      const { country, ...wanted } = form.organisation!;
      const organisation = await createOrganisation(
        context,
        tx,
        { ...wanted, country: country! },
        person,
        await takeTrial(context, tx, person),
      );
      if (organisation instanceof SlugTaken) throw new Abandoned(slugTaken(organisation.suggestions));
      return admit(context, tx, person, organisation.slug, proof);
    }),
  );
}

function notVouched(): SignUpInvalid {
  return proofFault(
    'NOT_VOUCHED',
    'Google does not vouch for this e-mail. Sign up with a password: we mail you a link.',
  );
}

/**
 * Whether a proof stands for its e-mail: the provider gives it out, or the account that has it is linked with the identity. Others prove it
 * by a mail, also where there is no account yet: the address may be another person's by now, who could never get the first one out again.
 */
async function isVouchedFor(tx: Transaction, proof: ExternalProof): Promise<boolean> {
  if (proof.isAuthoritative) return true;
  const known = await findAccount(tx, { email: proof.email });
  return known !== null && (await linkState(tx, known.id, proof)) === 'linked';
}
