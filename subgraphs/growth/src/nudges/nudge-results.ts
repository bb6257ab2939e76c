import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { createUnionType, Field, InputType, ObjectType } from 'type-graphql';
import { Nudge, NudgeKey } from './nudge.ts';

@InputType({ description: 'Which nudge has been read.' })
export class DismissNudgeInput {
  @Field(() => NudgeKey, { description: 'Its key.' })
  key!: NudgeKey;
}

@ObjectType({ description: 'The nudge does not come again, for nobody in the workspace.' })
export class DismissNudgeSuccess {
  @Field(() => [Nudge], { description: 'Those that are left, the oldest first.' })
  nudges!: Nudge[];
}

export const DismissNudgeResult = createUnionType({
  name: 'DismissNudgeResult',
  description: 'What became of dismissing a nudge.',
  types: () => [DismissNudgeSuccess, NotPermitted] as const,
  resolveType: (value) => value.constructor.name,
});
export type DismissNudgeOutcome = DismissNudgeSuccess | NotPermitted;
