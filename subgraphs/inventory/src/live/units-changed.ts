import { Tagged } from '@offplan/kernel/graphql/directives';
import { Field, ID, ObjectType } from 'type-graphql';
import { Unit } from '../units/unit.ts';

@Tagged('integrator')
@ObjectType({
  description:
    'What changed among the units of a project that the viewer sees. Several changes may come in one message; versions tell the newer state.',
})
export class UnitsChanged {
  @Field(() => String, { description: 'Where the updates stand now: pass it as `after` when the connection was lost.' })
  cursor!: string;

  @Field(() => [Unit], { description: 'Changed units as they are now.' })
  units!: Unit[];

  @Field(() => [ID], { description: 'Units that the viewer does not see any more (INV-40).' })
  removedUnitIds!: string[];

  @Field(() => Boolean, {
    description: 'The gap is too old or too wide: load the board again and go on from this cursor (INV-41).',
  })
  mustRefetch!: boolean;
}
