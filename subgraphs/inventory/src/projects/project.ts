import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import { Key, Tagged } from '@offplan/kernel/graphql/directives';
import { Node } from '@offplan/kernel/graphql/node';
import { DateTime } from '@offplan/kernel/graphql/scalars';
import { encodeId } from '@offplan/kernel/ids';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';

export enum AllocationMode {
  CLOSED = 'closed',
  OPEN = 'open',
}
registerEnumType(AllocationMode, {
  name: 'AllocationMode',
  description: 'What guests with the sales capability see of a project (INV-55, INV-56).',
  valuesConfig: {
    CLOSED: { description: 'Only the units that are assigned to their Organisation.' },
    OPEN: { description: 'All released units.' },
  },
});

export enum ProjectState {
  DRAFT = 'draft',
  PUBLISHED = 'published',
  UNPUBLISHED = 'unpublished',
}
registerEnumType(ProjectState, {
  name: 'ProjectState',
  description: 'Whether the sales page is out.',
  valuesConfig: {
    DRAFT: { description: 'Never published.' },
    PUBLISHED: { description: 'The sales page is out.' },
    UNPUBLISHED: { description: 'Was published and was taken back.' },
  },
});

@Entity({ schema: 'inventory', tableName: 'project' })
@Key()
@Tagged('integrator')
@ObjectType({ implements: Node, description: 'One development: a building or a complex with its units.' })
export class Project extends Node {
  @PrimaryKey({ type: 'uuid' })
  orgId!: string;

  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Field(() => ID, { name: 'id', description: 'Opaque and global.' })
  override get globalId(): string {
    return encodeId('project', this.id);
  }

  @Field(() => String, { description: 'The word in addresses, unique in the Organisation.' })
  @Property({ type: 'text' })
  slug!: string;

  @Field(() => String, { description: 'The name that people know.' })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Where it stands.' })
  @Property({ type: 'text', nullable: true })
  address!: string | null;

  @Field(() => String, { nullable: true, description: 'Who builds it.' })
  @Property({ type: 'text', nullable: true })
  developerName!: string | null;

  @Field(() => String, { nullable: true, description: 'Quarter of completion, such as Q4 2028.' })
  @Property({ type: 'text', nullable: true })
  completion!: string | null;

  @Field(() => String, { description: 'Currency of new prices, ISO 4217.' })
  @Property({ type: 'text' })
  currency!: string;

  @Field(() => ProjectState, { description: 'Whether the sales page is out.' })
  @Property({ type: 'text' })
  state!: ProjectState;

  @Field(() => AllocationMode, { description: 'What guests see.' })
  @Property({ type: 'text' })
  allocationMode!: AllocationMode;

  /** From 1, among all of the Organisation's: those that the Owner keeps come first, then the oldest (BIL-23). */
  @Property({ type: 'integer' })
  place!: number;

  @Property({ type: 'integer' })
  version!: number;

  @Field(() => DateTime, { description: 'When it was made.' })
  @Property({ type: 'datetime' })
  createdAt!: Date;
}
