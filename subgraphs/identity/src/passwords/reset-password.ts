import { ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { endSessions } from '../sessions/end-sessions.ts';
import { hashToken } from '../sessions/token.ts';
import { hashPassword } from '../users/password-hash.ts';
import { passwordIssues } from '../users/password-rules.ts';
import { LinkNotUsable, PasswordReset, type ResetPasswordOutcome } from './password-results.ts';
import { setPassword } from './set-password.ts';

/**
 * Sets a new password by the link of a mail. Every session ends, and nobody is signed in: whoever has a second factor needs it afterwards
 * as before (security check 25). A password that is refused leaves the link as it was.
 */
export async function resetPassword(
  context: RequestContext,
  input: { token: string; password: string },
): Promise<ResetPasswordOutcome> {
  const { requestId } = context.facts;
  const find = `select r.user_id as id, u.name, u.email, u.locale from identity.password_reset r join identity."user" u on u.id = r.user_id
    where r.token_hash = decode(?, 'hex') and r.expires_at > ?`;
  const hash = hashToken(input.token);
  const person = await context.db.transaction({ requestId }, async (tx) => {
    const [row] = await tx.query<{ id: string; name: string; email: string; locale: string }>(find, [hash, tx.now]);
    return row;
  });
  if (!person) return new LinkNotUsable();
  const issues = passwordIssues(input.password, { email: person.email, names: [person.name] });
  if (issues.length > 0) return new ValidationFailed(issues);
  const passwordHash = await hashPassword(input.password);
  return context.db.transaction({ userId: person.id, requestId }, async (tx) => {
    const used = await tx.query(
      `delete from identity.password_reset where token_hash = decode(?, 'hex') and expires_at > ? returning user_id`,
      [hash, tx.now],
    );
    if (used.length === 0) return new LinkNotUsable();
    await setPassword(context, tx, person, passwordHash, 'reset');
    await endSessions(context, tx, person, 'all', 'password_reset');
    return new PasswordReset();
  });
}
