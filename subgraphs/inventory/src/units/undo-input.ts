import { Tagged } from '@offplan/kernel/graphql/directives';
import { Field, ID, InputType, Int } from 'type-graphql';

@Tagged('integrator')
@InputType({ description: 'Taking back the last flip (INV-37).' })
export class UndoFlipInput {
  @Field(() => ID, { description: 'The unit.' })
  unitId!: string;

  @Field(() => Int, { description: '`availability.version` that the flip made.' })
  expectedVersion!: number;

  @Field(() => ID, { description: 'Made once per click. A repeated undo answers like the first.' })
  idempotencyKey!: string;
}
