import { ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { readerOf } from '../reader-of.ts';
import { endSessions } from '../sessions/end-sessions.ts';
import { requireFreshProof } from '../sessions/fresh-proof.ts';
import { findAccount } from '../users/account.ts';
import { hashPassword } from '../users/password-hash.ts';
import { passwordIssues } from '../users/password-rules.ts';
import { type ChangePasswordOutcome, ChangePasswordSuccess } from './password-results.ts';
import { setPassword } from './set-password.ts';

/** Changes the viewer's password, or sets the first one of whoever came by Google. Needs a fresh proof (ID-8). */
export async function changePassword(
  context: RequestContext,
  input: { password: string; keepOtherSessions: boolean },
): Promise<ChangePasswordOutcome> {
  const needed = await requireFreshProof(context);
  if (needed) return needed;
  const person = (await findAccount(readerOf(context), context.person))!;
  const issues = passwordIssues(input.password, { email: person.email, names: [person.name] });
  if (issues.length > 0) return new ValidationFailed(issues);
  const passwordHash = await hashPassword(input.password);
  return context.transaction(async (tx) => {
    await setPassword(context, tx, person, passwordHash, 'changed');
    if (!input.keepOtherSessions)
      await endSessions(context, tx, person, { allBut: context.passport.sessionId! }, 'password_changed');
    return new ChangePasswordSuccess();
  });
}
