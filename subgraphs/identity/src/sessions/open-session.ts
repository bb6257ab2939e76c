import { addressKey } from '@offplan/kernel/address-key';
import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { PLATFORM_ORG_ID, uuidv7 } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { optionsOf } from '../options.ts';
import { SignedIn } from './session-results.ts';
import { hashToken, newToken } from './token.ts';

/** Opens a session for a person who has just proved who it is, with every factor that it has: always a new one, with a new token (ID-4). */
export async function openSession(
  context: RequestContext,
  tx: Transaction,
  person: { id: string; name: string },
  organisationSlug: string | null,
): Promise<SignedIn> {
  const token = newToken();
  const id = uuidv7(tx.now.getTime());
  const { userAgent, address } = context.facts;
  await tx.query(
    `insert into identity.session (id, user_id, token_hash, created_at, last_used_at, proven_at, user_agent, network)
     values (?, ?, decode(?, 'hex'), ?, ?, ?, ?, ?)`,
    [
      id,
      person.id,
      hashToken(token),
      tx.now,
      tx.now,
      tx.now,
      userAgent?.slice(0, 400) ?? null,
      address && addressKey(address),
    ],
  );
  const acting = actingPerson(context, person);
  await tx.within(PLATFORM_ORG_ID, () =>
    tx.emit({
      orgId: PLATFORM_ORG_ID,
      subjectType: 'session',
      subjectId: id,
      seq: 1,
      type: 'session.started',
      data: { userId: person.id, sessionId: id },
      ...acting,
      personal: { ...acting.personal, ...(userAgent ? { userAgent } : {}) },
    }),
  );
  const { sessionAbsoluteSeconds } = optionsOf(context);
  return SignedIn.with({
    token,
    expiresAt: new Date(tx.now.getTime() + sessionAbsoluteSeconds * 1000),
    organisationSlug,
  });
}
