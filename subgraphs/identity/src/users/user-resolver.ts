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
    // Whoever looks with the eyes of an agent sees no more of its account than of anybody else's.
    const isOwn = user.id === context.personId && !context.passport.viewedBy;
    return isOwn || isColleague ? user.email : null;
  }
}
