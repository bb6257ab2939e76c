import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { LocaleCode } from '@offplan/kernel/graphql/scalars';
import { PLATFORM_ORG_ID, uuidv7 } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actingPerson } from '../acting-person.ts';
import { dropOpenSteps } from '../sessions/drop-open-steps.ts';
import { endSessions } from '../sessions/end-sessions.ts';

export interface NewPerson {
  name: string;
  /** Proved, by a mail or another provider. */
  email: string;
  /** Null for whoever signs in by another provider. */
  passwordHash: string | null;
  locale: LocaleCode;
  terms: { version: string; acceptedAt: Date; address: string | null };
}

export interface EnrolledPerson {
  id: string;
  name: string;
  email: string;
}

/**
 * Makes the account of a person whose e-mail is proved, or revives the one of a person who belongs nowhere any more (ID-14): the same
 * User with the new name and password, its old sessions and whatever was begun ended, its second factor untouched. Null for an e-mail whose person belongs
 * somewhere. The transaction acts for the person from here on.
 */
export async function enrolPerson(
  context: RequestContext,
  tx: Transaction,
  person: NewPerson,
): Promise<EnrolledPerson | null> {
  const { name, email, passwordHash, locale, terms } = person;
  const fresh = uuidv7(tx.now.getTime());
  const rows = await tx.query(
    `insert into identity."user" (id, name, email, password_hash, locale, terms_version, terms_accepted_at, terms_address, created_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (email) do nothing returning id`,
    [fresh, name, email, passwordHash, locale, terms.version, terms.acceptedAt, terms.address, tx.now],
  );
  const id = rows.length > 0 ? fresh : await revive(context, tx, person);
  if (!id) return null;
  await tx.identify(id);
  const acting = actingPerson(context, { id, name });
  await tx.within(PLATFORM_ORG_ID, () =>
    tx.emit({
      orgId: PLATFORM_ORG_ID,
      subjectType: 'user',
      subjectId: id,
      seq: 1,
      type: id === fresh ? 'user.signed_up' : 'user.revived',
      data: { userId: id, termsVersion: terms.version },
      ...acting,
      personal: { ...acting.personal, subjectName: name, email },
    }),
  );
  return { id, name, email };
}

async function revive(context: RequestContext, tx: Transaction, person: NewPerson): Promise<string | null> {
  const [known] = await tx.query<{ id: string }>('select id from identity."user" where email = ? for update', [
    person.email,
  ]);
  if (!known || (await belongsSomewhere(tx, known.id))) return null;
  await tx.query(
    `update identity."user" set name = ?, password_hash = coalesce(?, password_hash), locale = ?, terms_version = ?, terms_accepted_at = ?,
       terms_address = ? where id = ?`,
    [
      person.name,
      person.passwordHash,
      person.locale,
      person.terms.version,
      person.terms.acceptedAt,
      person.terms.address,
      known.id,
    ],
  );
  await dropOpenSteps(tx, known.id);
  await endSessions(context, tx, { id: known.id, name: person.name }, 'all', 'revived');
  return known.id;
}

/** A row for a person, in whose scope it must run, who is an active member of an Organisation that is not deleted; none for another. */
export const BELONGS_SOMEWHERE = `select 1 as belongs from identity.membership m join identity.organisation o on o.id = m.org_id
  where m.user_id = ? and m.status = 'active' and o.status <> 'deleted' limit 1`;

/** Whether a person is an active member of any Organisation that is not deleted. Acts for that person from here on. */
export async function belongsSomewhere(tx: Transaction, userId: string): Promise<boolean> {
  await tx.identify(userId);
  return (await tx.query(BELONGS_SOMEWHERE, [userId])).length > 0;
}
