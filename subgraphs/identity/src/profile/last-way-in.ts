import { UserError } from '@offplan/kernel/graphql/user-errors';
import { ObjectType } from 'type-graphql';

@ObjectType({ implements: UserError, description: 'It is the only way in which the viewer can sign in.' })
export class LastWayIn extends UserError {
  constructor() {
    super();
    this.code = 'LAST_WAY_IN';
    this.message = 'This is the only way to sign in to your account. Set a password first.';
  }
}
