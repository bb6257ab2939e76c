import { Tagged } from '@offplan/kernel/graphql/directives';
import { Node } from '@offplan/kernel/graphql/node';
import { DateTime } from '@offplan/kernel/graphql/scalars';
import { encodeId } from '@offplan/kernel/ids';
import { Field, ID, ObjectType } from 'type-graphql';
import { Person } from './people.ts';
import { SalesChannel } from './sales-channel.ts';
import { UnitStatus } from './unit-status.ts';

@Tagged('integrator')
@ObjectType({ description: 'One field that an event changed.' })
export class UnitFieldChange {
  @Field(() => String, { description: "The field's name." })
  field!: string;

  @Field(() => String, { nullable: true, description: 'What it was, as people read it.' })
  before!: string | null;

  @Field(() => String, { nullable: true, description: 'What it became, as people read it.' })
  after!: string | null;
}

@Tagged('integrator')
@ObjectType({ implements: Node, description: "One entry of a unit's history (INV-36)." })
export class UnitEvent extends Node {
  id!: string;

  @Field(() => ID, { name: 'id', description: 'Opaque and global.' })
  override get globalId(): string {
    return encodeId('event', this.id);
  }

  @Field(() => String, {
    description:
      'What happened: unit.status_changed, unit.status_conflict, unit.status_undone, unit.imported, unit.edited, unit.assigned, unit.assigned_to_agent, unit.moved_up, unit.reservation_moved, unit.released.',
  })
  type!: string;

  @Field(() => DateTime, { description: 'When.' })
  occurredAt!: Date;

  @Field(() => Person, { nullable: true, description: 'Who, as far as the viewer may know (INV-68).' })
  actor!: Person | null;

  @Field(() => UnitStatus, { nullable: true, description: 'The status before.' })
  from!: UnitStatus | null;

  @Field(() => UnitStatus, { nullable: true, description: 'The status after.' })
  to!: UnitStatus | null;

  @Field(() => SalesChannel, {
    nullable: true,
    description: 'How the buyer came; null for whoever may not see the buyer.',
  })
  channel!: SalesChannel | null;

  @Field(() => String, { nullable: true, description: 'The note; null for whoever may not see the buyer.' })
  note!: string | null;

  @Field(() => String, { nullable: true, description: "The buyer's name; null for whoever may not see the buyer." })
  buyerName!: string | null;

  @Field(() => [UnitFieldChange], { description: 'What changed beside the status.' })
  changes!: UnitFieldChange[];

  @Field(() => Person, {
    nullable: true,
    description: 'Of a change of agent or of who may act on a reservation: who it was before.',
  })
  agentBefore!: Person | null;

  @Field(() => Person, {
    nullable: true,
    description: 'Of such a change: who it is now; null for nobody in particular.',
  })
  agent!: Person | null;

  @Field(() => Person, { nullable: true, description: 'Of a conflict: who won.' })
  winner!: Person | null;
}
