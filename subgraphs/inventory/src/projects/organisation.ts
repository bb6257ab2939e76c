import { Key, Tagged } from '@offplan/kernel/graphql/directives';
import { encodeId } from '@offplan/kernel/ids';
import { Field, ID, ObjectType } from 'type-graphql';

/** Identity's Organisation, as inventory refers to it. */
@Key()
@Tagged('integrator')
@ObjectType('Organisation', { description: 'The tenant: see identity.' })
export class Organisation {
  @Field(() => ID, { description: 'Opaque and global.' })
  id!: string;

  static of(uuid: string): Organisation {
    return Object.assign(new Organisation(), { id: encodeId('org', uuid) });
  }
}
