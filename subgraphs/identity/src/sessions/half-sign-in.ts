import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { ExternalIdentity } from '../google/external-identity.ts';
import { hashToken } from './token.ts';

/** So many wrong second factors end a half-done sign-in. */
const MOST_FAILURES = 5;

export interface HalfSignIn {
  user_id: string;
  name: string;
  organisation_slug: string | null;
  /** What to link when it is complete. */
  link: ExternalIdentity | null;
}

/** The half-done sign-in of a browser, locked; null when it is over. */
export async function findHalfSignIn(tx: Transaction, token: string): Promise<HalfSignIn | null> {
  const [half] = await tx.query<HalfSignIn>(
    `select h.user_id, u.name, h.organisation_slug, h.link from identity.half_sign_in h join identity."user" u on u.id = h.user_id
     where h.token_hash = decode(?, 'hex') and h.expires_at > ? and h.failures < ? for update of h`,
    [hashToken(token), tx.now, MOST_FAILURES],
  );
  return half ?? null;
}
