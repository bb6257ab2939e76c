import type { Transaction } from '@offplan/kernel/database/subgraph-database';

/** What a person can sign in with. */
export interface Factors {
  hasPassword: boolean;
  hasAuthenticator: boolean;
  passkeys: number;
  /** Recovery codes that are left. */
  recoveryCodes: number;
  hasGoogle: boolean;
}

export async function factorsOf(tx: Pick<Transaction, 'query'>, userId: string): Promise<Factors> {
  const [row] = await tx.query<{
    has_password: boolean;
    has_authenticator: boolean;
    passkeys: number;
    recovery_codes: number;
    has_google: boolean;
  }>(
    `select u.password_hash is not null as has_password,
       exists (select from identity.authenticator a where a.user_id = u.id and a.state = 'active') as has_authenticator,
       (select count(*)::int from identity.passkey p where p.user_id = u.id) as passkeys,
       (select count(*)::int from identity.recovery_code r where r.user_id = u.id and r.used_at is null) as recovery_codes,
       exists (select from identity.external_identity e where e.user_id = u.id) as has_google
     from identity."user" u where u.id = ?`,
    [userId],
  );
  return {
    hasPassword: row?.has_password ?? false,
    hasAuthenticator: row?.has_authenticator ?? false,
    passkeys: row?.passkeys ?? 0,
    recoveryCodes: row?.recovery_codes ?? 0,
    hasGoogle: row?.has_google ?? false,
  };
}
