import { DateTime } from '@offplan/kernel/graphql/scalars';
import { NotPermitted, UserError } from '@offplan/kernel/graphql/user-errors';
import { createUnionType, Field, ID, InputType, ObjectType } from 'type-graphql';

@InputType({ description: 'With whose eyes to look.' })
export class ViewAsAgentInput {
  @Field(() => ID, { description: 'The agent, by the User’s id.' })
  agentId!: string;
}

@InputType({ description: 'With whose eyes to look, and where.' })
export class ViewAsGuestInput {
  @Field(() => ID, { description: 'The guest.' })
  guestOrganisationId!: string;

  @Field(() => ID, { description: 'The project that it was let into.' })
  projectId!: string;
}

@ObjectType({ description: 'A look with the eyes of somebody else; it changes nothing.' })
export class View {
  @Field(() => ID, { description: 'Sent with each request that belongs to the view, as `offplan-view`.' })
  viewId!: string;

  @Field(() => String, { description: 'Whose eyes: the agent’s or the guest Organisation’s name.' })
  name!: string;

  @Field(() => DateTime, { description: 'When it ends by itself.' })
  expiresAt!: Date;
}

@ObjectType({ description: 'The view has begun.' })
export class ViewAsSuccess {
  @Field(() => View, { description: 'The view.' })
  view!: View;
}

@ObjectType({
  implements: UserError,
  description: 'There is no such agent in the team, or no such guest in the project.',
})
export class ViewedNotFound extends UserError {
  constructor() {
    super();
    this.code = 'VIEWED_NOT_FOUND';
    this.message = 'This agent or guest is not here any more. Reload the page.';
  }
}

export const ViewAsResult = createUnionType({
  name: 'ViewAsResult',
  description: 'What became of the wish to look with other eyes.',
  types: () => [ViewAsSuccess, ViewedNotFound, NotPermitted] as const,
  resolveType: (value: object) => value.constructor.name,
});
export type ViewAsOutcome = ViewAsSuccess | ViewedNotFound | NotPermitted;

@ObjectType({ description: 'The viewer looks with its own eyes.' })
export class EndViewAsSuccess {
  @Field(() => Boolean, { description: 'Whether there was a view to end.' })
  hasEnded!: boolean;
}

export const EndViewAsResult = createUnionType({
  name: 'EndViewAsResult',
  description: 'What became of a view.',
  types: () => [EndViewAsSuccess, NotPermitted] as const,
  resolveType: (value: object) => value.constructor.name,
});
export type EndViewAsOutcome = EndViewAsSuccess | NotPermitted;
