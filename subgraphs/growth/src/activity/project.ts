import { Tagged } from '@offplan/kernel/graphql/directives';
import { CalendarDate } from '@offplan/kernel/graphql/scalars';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';

/** Inventory's Project, to which growth adds its activity. */
@Directive('@key(fields: "id")')
@Tagged('integrator')
@ObjectType('Project', { description: 'One development: see inventory.' })
export class Project {
  @Field(() => ID, { description: 'Opaque and global.' })
  id!: string;
}

@Tagged('integrator')
@ObjectType({ description: 'What happened in a project on one day (UTC).' })
export class ProjectDay {
  @Field(() => CalendarDate, { description: 'The day.' })
  date!: string;

  @Field(() => Int, { description: 'Changes of status.' })
  flips!: number;

  @Field(() => Int, { description: 'Attempts that lost to a faster one.' })
  conflicts!: number;

  @Field(() => Int, { description: 'Finished imports.' })
  imports!: number;
}
