import { Tagged } from '@offplan/kernel/graphql/directives';
import { DateTime } from '@offplan/kernel/graphql/scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import type { Unit } from './unit.ts';
import { UnitStatus } from './unit-status.ts';

@Tagged('integrator')
@ObjectType({
  description:
    'The live part of a unit, with a version of its own: a client keeps the higher version and so never shows an older state (SCH-14).',
})
export class UnitAvailability {
  @Field(() => UnitStatus, { description: 'Where the unit stands in its sale.' })
  status!: UnitStatus;

  @Field(() => Int, {
    description:
      'Grows by one with each change of status, and with nothing else (INV-38). A flip names the version that the person saw.',
  })
  version!: number;

  @Field(() => DateTime, { description: 'When the status was last changed.' })
  changedAt!: Date;

  /** For the fields that depend on who looks. */
  unit!: Unit;

  static of(unit: Unit): UnitAvailability {
    return Object.assign(new UnitAvailability(), {
      status: unit.status,
      version: unit.availabilityVersion,
      changedAt: unit.statusChangedAt,
      unit,
    });
  }
}
