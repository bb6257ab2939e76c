import { Tagged } from '@offplan/kernel/graphql/directives';
import { Directive, Field, ID, InputType } from 'type-graphql';
import { MOST_UNITS_AT_ONCE } from '../allocation/allocation-inputs.ts';

/** Buyers named one by one; all of an agent's have no such bound. */
export const MOST_BUYERS_AT_ONCE = 500;

@Tagged('integrator')
@InputType({ description: 'Units for an agent of the viewer’s own team, or for nobody in particular.' })
export class AssignUnitsToAgentInput {
  @Field(() => ID, { description: 'The project that all of them are in.' })
  projectId!: string;

  @Field(() => [ID], { description: `The units, 1 to ${MOST_UNITS_AT_ONCE}.` })
  unitIds!: string[];

  @Field(() => ID, {
    nullable: true,
    description:
      'The User: of the host’s team for units of the internal pool, of the guest’s for units assigned to it; null for nobody.',
  })
  agentId?: string | null;
}

@Directive('@oneOf')
@Tagged('integrator')
@InputType({ description: 'Which buyers: chosen ones, or all of an agent’s.' })
export class BuyersToHandOver {
  @Field(() => [ID], { nullable: true, description: `Chosen buyers, 1 to ${MOST_BUYERS_AT_ONCE}.` })
  buyerIds?: string[] | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The User whose buyers they are, in this workspace; also one who has left.',
  })
  agentId?: string | null;
}

@Tagged('integrator')
@InputType({ description: 'Buyers for another agent (INV-54).' })
export class HandOverBuyersInput {
  @Field(() => BuyersToHandOver, { description: 'Which of them.' })
  buyers!: BuyersToHandOver;

  @Field(() => ID, { description: 'The User who takes them over: an active member of the viewer’s own team.' })
  toAgentId!: string;
}
