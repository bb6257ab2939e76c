import { Personal } from '@offplan/kernel/graphql/personal';
import { EmailAddress } from '@offplan/kernel/graphql/scalars';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { User } from './user.ts';

@Resolver(() => User)
export class UserResolver {
  @Personal()
  @FieldResolver(() => EmailAddress, {
    nullable: true,
    description: "The person's own e-mail; of others null for whoever does not see the team.",
  })
  email(@Root() user: User, @Ctx() context: RequestContext): string | null {
    const isColleague = !context.isGuest && context.passport.organisation !== undefined && context.may('see_team');
    return user.id === context.personId || isColleague ? user.email : null;
  }
}
