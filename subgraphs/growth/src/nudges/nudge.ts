import { DateTime } from '@offplan/kernel/graphql/scalars';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Project } from '../activity/project.ts';

export enum NudgeKey {
  WELCOME = 'welcome',
  FIRST_PUBLISH = 'first_publish',
  FIRST_BUYER_LINK = 'first_buyer_link',
  FIFTY_UNIT_VIEWS = 'fifty_unit_views',
}
registerEnumType(NudgeKey, {
  name: 'NudgeKey',
  description: 'What a nudge is about: the first day of a trial (GRO-1), or a success (GRO-32).',
  valuesConfig: {
    WELCOME: { description: 'The trial has begun: what to do first.' },
    FIRST_PUBLISH: { description: 'The first sales page went live.' },
    FIRST_BUYER_LINK: { description: 'The first link was sent to a buyer.' },
    FIFTY_UNIT_VIEWS: { description: 'The units of a project were looked at 50 times.' },
  },
});

@ObjectType({
  description: 'What is worth a word in the workspace, each once: how to begin, and its successes (GRO-1, GRO-32).',
})
export class Nudge {
  @Field(() => NudgeKey, { description: 'What about.' })
  key!: NudgeKey;

  @Field(() => Project, {
    nullable: true,
    description:
      'The project in which it happened; null for what is about the workspace, for a project that is gone, and while inventory does not answer.',
  })
  project!: Project | null;

  @Field(() => DateTime, { description: 'When it happened.' })
  happenedAt!: Date;
}
