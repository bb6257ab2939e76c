import { Tagged } from '@offplan/kernel/graphql/directives';
import { NotPermitted, UserError, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { createUnionType, Field, Int, ObjectType } from 'type-graphql';
import { Buyer } from '../buyers/buyer.ts';
import { Project } from '../projects/project.ts';
import { UnitNotFound } from '../units/flip-results.ts';
import { Unit } from '../units/unit.ts';

@Tagged('integrator')
@ObjectType({ description: 'The units are assigned.' })
export class AssignUnitsToAgentSuccess {
  @Field(() => [Unit], { description: 'The units as they are now.' })
  units!: Unit[];

  @Field(() => Project, { description: 'The project, with its new spread.' })
  project!: Project;

  @Field(() => Int, {
    description: 'How many of them are reserved or sold: a warning, they are assigned too (INV-57).',
  })
  reservedOrSold!: number;
}

@Tagged('integrator')
@ObjectType({ implements: UserError, description: 'No such active member in the viewer’s own team.' })
export class AgentNotFound extends UserError {
  static make(): AgentNotFound {
    return Object.assign(new AgentNotFound(), {
      code: 'AGENT_NOT_FOUND',
      message: 'This person is not in your team, or not any more. Choose somebody else.',
    });
  }
}

@Tagged('integrator')
@ObjectType({ implements: UserError, description: 'No such buyer here, or none that the viewer sees.' })
export class BuyerNotFound extends UserError {
  static make(): BuyerNotFound {
    return Object.assign(new BuyerNotFound(), {
      code: 'BUYER_NOT_FOUND',
      message: 'There is no such buyer, or none that you see. Load the list again.',
    });
  }
}

@Tagged('integrator')
@ObjectType({ description: 'The buyers are the other agent’s now.' })
export class HandOverBuyersSuccess {
  @Field(() => [Buyer], { description: 'The buyers that changed hands, as they are now.' })
  buyers!: Buyer[];

  @Field(() => [Unit], {
    description: 'Units reserved for them: the right to act on the reservation went along (ID-49).',
  })
  units!: Unit[];
}

const byClass = (value: object) => value.constructor.name;

export const AssignUnitsToAgentResult = createUnionType({
  name: 'AssignUnitsToAgentResult',
  description: 'What became of an assignment to an agent.',
  types: () => [AssignUnitsToAgentSuccess, AgentNotFound, UnitNotFound, NotPermitted, ValidationFailed] as const,
  resolveType: byClass,
});
export type AssignUnitsToAgentOutcome =
  | AssignUnitsToAgentSuccess
  | AgentNotFound
  | UnitNotFound
  | NotPermitted
  | ValidationFailed;

export const HandOverBuyersResult = createUnionType({
  name: 'HandOverBuyersResult',
  description: 'What became of a handoff.',
  types: () => [HandOverBuyersSuccess, AgentNotFound, BuyerNotFound, NotPermitted, ValidationFailed] as const,
  resolveType: byClass,
});
export type HandOverBuyersOutcome =
  | HandOverBuyersSuccess
  | AgentNotFound
  | BuyerNotFound
  | NotPermitted
  | ValidationFailed;
