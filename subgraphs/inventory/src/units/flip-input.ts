import { Tagged } from '@offplan/kernel/graphql/directives';
import { Directive, Field, ID, InputType, Int } from 'type-graphql';
import { SalesChannel } from './sales-channel.ts';
import { UnitStatus } from './unit-status.ts';

@Tagged('integrator')
@InputType({ description: 'A buyer who has no record yet.' })
export class NewBuyer {
  @Field(() => String, { description: '1 to 120 characters.' })
  name!: string;

  @Field(() => String, { description: 'Telephone or e-mail, 3 to 120 characters.' })
  contact!: string;
}

@Directive('@oneOf')
@Tagged('integrator')
@InputType({ description: 'The buyer: an existing record, or a new one.' })
export class FlipBuyer {
  @Field(() => ID, { nullable: true, description: 'Id of a buyer whom the viewer may see.' })
  id?: string | null;

  @Field(() => NewBuyer, { nullable: true, description: 'A record to make.' })
  new?: NewBuyer | null;
}

@Tagged('integrator')
@InputType({ description: 'A change of status with the verification form (INV-31).' })
export class FlipUnitInput {
  @Field(() => ID, { description: 'The unit.' })
  unitId!: string;

  @Field(() => Int, { description: '`availability.version` that the person saw.' })
  expectedVersion!: number;

  @Field(() => UnitStatus, { description: 'The new status.' })
  to!: UnitStatus;

  @Field(() => FlipBuyer, { nullable: true, description: 'Who buys; required to reserve and to sell.' })
  buyer?: FlipBuyer | null;

  @Field(() => SalesChannel, { nullable: true, description: 'How the buyer came; required to reserve and to sell.' })
  channel?: SalesChannel | null;

  @Field(() => String, { nullable: true, description: 'At most 1,000 characters.' })
  note?: string | null;

  @Field(() => Boolean, { description: "The form's tick: the person means it." })
  isConfirmed!: boolean;

  @Field(() => ID, {
    description: 'Made once per click and sent again with every retry (INV-34). 8 to 100 characters.',
  })
  idempotencyKey!: string;
}
