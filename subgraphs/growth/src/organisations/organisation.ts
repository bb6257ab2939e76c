import { Tagged } from '@offplan/kernel/graphql/directives';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** Identity's Organisation, to which growth adds its timeline, banners and nudges. */
@Directive('@key(fields: "id")')
@Tagged('integrator')
@ObjectType('Organisation', { description: 'The tenant: see identity.' })
export class Organisation {
  @Field(() => ID, { description: 'Opaque and global.' })
  id!: string;
}
