import type { EntityManager } from '@mikro-orm/postgresql';
import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'Places in the team (ID-41).' })
export class Seats {
  @Field(() => Int, { description: 'Members and invitations that can still be accepted.' })
  used!: number;

  @Field(() => Int, { nullable: true, description: 'What the plan allows; null when it is not limited.' })
  limit!: number | null;
}

/** Seats that are taken at a moment: active members and pending invitations (ID-41). */
export async function countSeats(em: EntityManager, orgId: string, now: Date): Promise<number> {
  const [row] = (await em.execute(
    `select (select count(*) from identity.membership where org_id = ? and status = 'active')::int
          + (select count(*) from identity.invitation where org_id = ? and status = 'pending' and expires_at > ?)::int as used`,
    [orgId, orgId, now],
  )) as { used: number }[];
  return row!.used;
}
