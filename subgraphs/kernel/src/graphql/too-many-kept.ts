import { Field, Int, ObjectType } from 'type-graphql';
import { Shareable } from './directives.ts';
import { UserError } from './user-errors.ts';

@Shareable()
@ObjectType({
  implements: UserError,
  description:
    'More was chosen to stay than the coming plan holds, or the present one where none is coming (BIL-23); nothing was done.',
})
export class TooManyKept extends UserError {
  @Field(() => Int, { description: 'How many the plan holds.' })
  limit!: number;

  @Field(() => String, { description: 'The tier that holds so many.' })
  tier!: string;

  static of(limit: number, tier: string): TooManyKept {
    return Object.assign(new TooManyKept(), {
      code: 'TOO_MANY_KEPT',
      message: `The plan holds ${limit}. Choose at most so many; the others stay as they are, read-only.`,
      limit,
      tier,
    });
  }
}
