import { Tagged } from '@offplan/kernel/graphql/directives';
import { DateTime } from '@offplan/kernel/graphql/scalars';
import { NotPermitted, UserError, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { createUnionType, Field, Int, ObjectType } from 'type-graphql';
import { Person } from './people.ts';
import { Unit } from './unit.ts';
import { UnitStatus } from './unit-status.ts';

/** How long the winner may take a flip back (INV-37). */
export const UNDO_SECONDS = 60;

@Tagged('integrator')
@ObjectType({ description: 'The flip won.' })
export class FlipUnitSuccess {
  @Field(() => Unit, { description: 'The unit as it is now.' })
  unit!: Unit;

  @Field(() => DateTime, {
    description: 'Until when the person may undo it, if nobody changes the unit before (INV-37).',
  })
  undoUntil!: Date;

  /** `wonAt` is when this flip won: when its answer is repeated, somebody may have changed the unit since. */
  static of(unit: Unit, wonAt: Date): FlipUnitSuccess {
    return Object.assign(new FlipUnitSuccess(), {
      unit,
      undoUntil: new Date(wonAt.getTime() + UNDO_SECONDS * 1000),
    });
  }
}

@Tagged('integrator')
@ObjectType({
  implements: UserError,
  description: 'Somebody changed the unit first; nothing of this attempt was applied (INV-32).',
})
export class UnitStatusConflict extends UserError {
  @Field(() => Unit, { description: 'The unit as it is now.' })
  unit!: Unit;

  @Field(() => Int, { description: 'The version that the attempt was based on.' })
  expectedVersion!: number;

  @Field(() => Int, { description: 'The version that it met.' })
  actualVersion!: number;

  @Field(() => UnitStatus, { description: 'The status that the winner set.' })
  status!: UnitStatus;

  @Field(() => DateTime, { description: 'When the winner did it.' })
  occurredAt!: Date;

  @Field(() => Person, { nullable: true, description: 'Who won, as far as the viewer may know (SCH-8).' })
  winner!: Person | null;
}

@Tagged('integrator')
@ObjectType({ implements: UserError, description: 'A unit cannot go from the one status to the other (INV-39).' })
export class TransitionNotAllowed extends UserError {
  @Field(() => UnitStatus, { description: 'The status now.' })
  from!: UnitStatus;

  @Field(() => UnitStatus, { description: 'The status asked for.' })
  to!: UnitStatus;

  @Field(() => Unit, { description: 'The unit, unchanged.' })
  unit!: Unit;

  static of(unit: Unit, to: UnitStatus): TransitionNotAllowed {
    return Object.assign(new TransitionNotAllowed(), {
      code: 'TRANSITION_NOT_ALLOWED',
      message: `The unit is ${unit.status} already.`,
      from: unit.status,
      to,
      unit,
    });
  }
}

@Tagged('integrator')
@ObjectType({ implements: UserError, description: 'No such unit here, or none that the viewer sees.' })
export class UnitNotFound extends UserError {
  static make(): UnitNotFound {
    return Object.assign(new UnitNotFound(), {
      code: 'UNIT_NOT_FOUND',
      message: 'There is no such unit, or it is not in your pool any more.',
    });
  }
}

@Tagged('integrator')
@ObjectType({ implements: UserError, description: 'The idempotency key was used before with another input (INV-34).' })
export class IdempotencyKeyReused extends UserError {
  static make(): IdempotencyKeyReused {
    return Object.assign(new IdempotencyKeyReused(), {
      code: 'IDEMPOTENCY_KEY_REUSED',
      message: 'This idempotency key belongs to another request. Make a new key for each click.',
    });
  }
}

@Tagged('integrator')
@ObjectType({ implements: UserError, description: 'There is nothing that the viewer may undo (INV-37, INV-39).' })
export class UndoNotPossible extends UserError {
  @Field(() => Unit, { description: 'The unit, unchanged.' })
  unit!: Unit;

  static of(unit: Unit): UndoNotPossible {
    return Object.assign(new UndoNotPossible(), {
      code: 'UNDO_NOT_POSSIBLE',
      message: `Only the person who made the last change can undo it, within ${UNDO_SECONDS} seconds.`,
      unit,
    });
  }
}

@Tagged('integrator')
@ObjectType({ description: 'The flip was taken back.' })
export class UndoFlipSuccess {
  @Field(() => Unit, { description: 'The unit as it is now.' })
  unit!: Unit;
}

const byClass = (value: object) => value.constructor.name;

export const FlipUnitResult = createUnionType({
  name: 'FlipUnitResult',
  description: 'What became of a flip.',
  types: () =>
    [
      FlipUnitSuccess,
      UnitStatusConflict,
      TransitionNotAllowed,
      UnitNotFound,
      IdempotencyKeyReused,
      NotPermitted,
      ValidationFailed,
    ] as const,
  resolveType: byClass,
});
export type FlipUnitOutcome =
  | FlipUnitSuccess
  | UnitStatusConflict
  | TransitionNotAllowed
  | UnitNotFound
  | IdempotencyKeyReused
  | NotPermitted
  | ValidationFailed;

export const UndoFlipResult = createUnionType({
  name: 'UndoFlipResult',
  description: 'What became of an undo.',
  types: () => [UndoFlipSuccess, UnitStatusConflict, UndoNotPossible, UnitNotFound, NotPermitted] as const,
  resolveType: byClass,
});
export type UndoFlipOutcome = UndoFlipSuccess | UnitStatusConflict | UndoNotPossible | UnitNotFound | NotPermitted;
