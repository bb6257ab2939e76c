import { DateTime } from '@offplan/kernel/graphql/scalars';
import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Project } from '../activity/project.ts';

export enum NudgeKey {
  FIRST_PUBLISH = 'first_publish',
  FIRST_BUYER_LINK = 'first_buyer_link',
  FIFTY_UNIT_VIEWS = 'fifty_unit_views',
}
registerEnumType(NudgeKey, {
  name: 'NudgeKey',
  description: 'Which success a nudge is about (GRO-32).',
  valuesConfig: {
    FIRST_PUBLISH: { description: 'The first sales page went live.' },
    FIRST_BUYER_LINK: { description: 'The first link was sent to a buyer.' },
    FIFTY_UNIT_VIEWS: { description: 'The units of a project were looked at 50 times.' },
  },
});

@ObjectType({ description: 'A success of the workspace that is worth a word, each once (GRO-32).' })
export class Nudge {
  @Field(() => NudgeKey, { description: 'Which success.' })
  key!: NudgeKey;

  @Field(() => Project, {
    nullable: true,
    description: 'The project in which it happened; null for one that is gone, and while inventory does not answer.',
  })
  project!: Project | null;

  @Field(() => DateTime, { description: 'When it happened.' })
  happenedAt!: Date;
}
