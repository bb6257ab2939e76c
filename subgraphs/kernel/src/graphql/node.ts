import { Field, ID, InterfaceType } from 'type-graphql';
import { Tagged } from './directives.ts';

@Tagged('integrator')
@InterfaceType({
  description: 'Anything with a global id (SCH-3).',
  autoRegisterImplementations: false,
  resolveType: (value) => value.constructor.name,
})
export abstract class Node {
  @Field(() => ID, { name: 'id', description: 'Opaque and global. A foreign id answers like an unknown one.' })
  get globalId(): string {
    throw new Error(`${this.constructor.name} does not say its id`);
  }
}
