import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Passkey } from '../passkeys/passkey.ts';
import { readerOf } from '../reader-of.ts';
import { factorsOf } from '../second-factor/factors.ts';
import { proofMethods } from '../sessions/fresh-proof.ts';
import { SignInSecurity } from './sign-in-security.ts';

/** How the viewer signs in. */
export async function loadSignInSecurity(context: RequestContext): Promise<SignInSecurity> {
  const userId = context.person.id;
  const reader = readerOf(context);
  const factors = await factorsOf(reader, userId);
  const [authenticator] = await reader.query<{ created_at: Date }>(
    `select created_at from identity.authenticator where user_id = ? and state = 'active'`,
    [userId],
  );
  const [google] = await reader.query<{ email: string; linked_at: Date }>(
    'select email, linked_at from identity.external_identity where user_id = ? order by linked_at limit 1',
    [userId],
  );
  const [change] = await reader.query<{ email: string }>(
    'select email from identity.email_change where user_id = ? and expires_at > ?',
    [userId, context.clock.now()],
  );
  return Object.assign(new SignInSecurity(), {
    hasPassword: factors.hasPassword,
    authenticatorSince: authenticator?.created_at ?? null,
    recoveryCodesLeft: factors.recoveryCodes,
    passkeys: await context.em.find(Passkey, { userId }, { orderBy: { id: 'asc' } }),
    google: google ? { email: google.email, linkedAt: google.linked_at } : null,
    proofMethods: await proofMethods(reader, userId),
    pendingEmail: change?.email ?? null,
  });
}
