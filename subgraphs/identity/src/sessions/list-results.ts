import { UserError } from '@offplan/kernel/graphql/user-errors';
import { createUnionType, Field, ID, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'The session has ended; what it has open closes within a second.' })
export class EndSessionSuccess {
  @Field(() => ID, { description: 'The session that was.' })
  sessionId!: string;
}

@ObjectType({ implements: UserError, description: 'No such session of the viewer’s, or it is over already.' })
export class SessionNotFound extends UserError {
  constructor() {
    super();
    this.code = 'SESSION_NOT_FOUND';
    this.message = 'There is no such session, or it has ended already.';
  }
}

@ObjectType({ description: 'Every session but the one that asked has ended.' })
export class EndOtherSessionsSuccess {
  @Field(() => Int, { description: 'How many there were.' })
  count!: number;
}

export const EndSessionResult = createUnionType({
  name: 'EndSessionResult',
  description: 'What became of ending a session.',
  types: () => [EndSessionSuccess, SessionNotFound] as const,
  resolveType: (value: object) => value.constructor.name,
});
export type EndSessionOutcome = EndSessionSuccess | SessionNotFound;

export const EndOtherSessionsResult = createUnionType({
  name: 'EndOtherSessionsResult',
  description: 'What became of ending the other sessions.',
  types: () => [EndOtherSessionsSuccess] as const,
  resolveType: (value: object) => value.constructor.name,
});
