import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import type { Role } from '@offplan/kernel/permissions/roles';

/** What inventory knows of a person in a team, from identity's events: of the tenant's own team, also when the tenant is a guest elsewhere. */
@Entity({ schema: 'inventory', tableName: 'member' })
export class MemberMirror {
  @PrimaryKey({ type: 'uuid' })
  orgId!: string;

  @PrimaryKey({ type: 'uuid' })
  userId!: string;

  /** The membership, the latest one of this person. */
  @Property({ type: 'uuid' })
  memberId!: string;

  /** Null once the person was erased. */
  @Property({ type: 'text', nullable: true })
  name!: string | null;

  @Property({ type: 'text' })
  role!: Role;

  @Property({ type: 'uuid', nullable: true })
  managerUserId!: string | null;

  @Property({ type: 'boolean' })
  isActive!: boolean;

  @Property({ type: 'datetime', nullable: true })
  leftAt!: Date | null;

  /** Who took over when the person left (ID-43). */
  @Property({ type: 'uuid', nullable: true })
  successorUserId!: string | null;

  @Property({ type: 'boolean' })
  hasMoreToMove!: boolean;
}
