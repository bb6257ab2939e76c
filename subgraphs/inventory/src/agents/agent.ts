import { Tagged } from '@offplan/kernel/graphql/directives';
import { Field, Int, ObjectType } from 'type-graphql';
import { UnitCounts } from '../projects/unit-counts.ts';
import { Person } from '../units/people.ts';

@Tagged('integrator')
@ObjectType({ description: 'Somebody of the viewer’s own team, with what is assigned to them.' })
export class Agent {
  @Field(() => Person, { description: 'Who.' })
  person!: Person;

  @Field(() => Boolean, { description: 'False for somebody who left and still has buyers to hand over.' })
  isActive!: boolean;

  @Field(() => UnitCounts, { description: 'The units assigned to them.' })
  units!: UnitCounts;

  @Field(() => Int, { description: 'Reservations that are their own (ID-49).' })
  reservations!: number;

  @Field(() => Int, { description: 'Buyers attributed to them.' })
  buyers!: number;
}

@ObjectType({ description: 'What becomes of a person’s work when it leaves the Organisation (ID-42, ID-43).' })
export class AgentLoad {
  @Field(() => Int, { description: 'Projects to which access is lost, those of hosts included.' })
  projects!: number;

  @Field(() => Int, { description: 'Assigned units that move up.' })
  units!: number;

  @Field(() => Int, { description: 'Own reservations that move up.' })
  reservations!: number;

  @Field(() => Int, { description: 'Buyer records that stay, for a handoff.' })
  buyers!: number;
}
