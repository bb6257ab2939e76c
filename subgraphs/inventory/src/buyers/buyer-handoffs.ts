import { Tagged } from '@offplan/kernel/graphql/directives';
import { DateTime } from '@offplan/kernel/graphql/scalars';
import { encodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Field, ObjectType } from 'type-graphql';
import { Person } from '../units/people.ts';
import type { Buyer } from './buyer.ts';

/** A buyer changes hands a few times in its life; of more the newest are told. */
const MOST_HANDOFFS = 100;

@Tagged('integrator')
@ObjectType({ description: 'One change of a buyer’s attribution (INV-54).' })
export class BuyerHandoff {
  @Field(() => DateTime, { description: 'When.' })
  occurredAt!: Date;

  @Field(() => Person, { nullable: true, description: 'Whose the buyer was; null once erased.' })
  from!: Person | null;

  @Field(() => Person, { nullable: true, description: 'Who took over; null once erased.' })
  to!: Person | null;

  @Field(() => Person, { nullable: true, description: 'Who passed it on; null once erased.' })
  by!: Person | null;
}

interface HandoffRow {
  subject_id: string;
  actor: { id?: string };
  data: { agentUserId: string; agentBeforeUserId: string };
  personal: { actorName?: string; agentName?: string; agentBeforeName?: string };
  occurred_at: Date;
}

/**
 * How a buyer came to its agent, the newest change first. For whoever sees the buyer: a guest only after it, so names of other
 * Organisations' people are left out for it (INV-68).
 */
export async function buyerHandoffs(context: RequestContext, buyer: Buyer): Promise<BuyerHandoff[]> {
  const guestOrgId = context.passport.guest?.organisationId ?? null;
  const rows = (await context.em.execute(
    `select subject_id, actor, data, personal, occurred_at from inventory.event
     where org_id = ? and subject_id = ? and type = 'buyer.handed_over'
       and (?::uuid is null or (data -> 'before' ->> 'agentOrgId' = ? and data -> 'after' ->> 'agentOrgId' = ?))
     order by position desc limit ?`,
    [buyer.orgId, buyer.id, guestOrgId, guestOrgId, guestOrgId, MOST_HANDOFFS],
  )) as HandoffRow[];
  const person = (userId: string | undefined, name: string | undefined) =>
    userId && name ? Object.assign(new Person(), { id: encodeId('user', userId), name, organisationName: null }) : null;
  return rows.map(({ actor, data, personal, occurred_at }) =>
    Object.assign(new BuyerHandoff(), {
      occurredAt: new Date(occurred_at),
      from: person(data.agentBeforeUserId, personal.agentBeforeName),
      to: person(data.agentUserId, personal.agentName),
      by: person(actor.id, personal.actorName),
    }),
  );
}
