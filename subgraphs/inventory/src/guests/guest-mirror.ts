import { Entity, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';
import type { GuestCapability } from '@offplan/kernel/permissions/roles';

/** What inventory knows of a guest Organisation in a project, from identity's events: its name, and whether units may be assigned to it. */
@Entity({ schema: 'inventory', tableName: 'guest' })
export class GuestMirror {
  @PrimaryKey({ type: 'uuid' })
  orgId!: string;

  @PrimaryKey({ type: 'uuid' })
  projectId!: string;

  @PrimaryKey({ type: 'uuid' })
  guestOrgId!: string;

  @Property({ type: 'text' })
  name!: string;

  @Property({ type: 'text' })
  slug!: string;

  @Property({ type: 'string[]' })
  capabilities!: GuestCapability[];

  @Property({ type: 'boolean' })
  isActive!: boolean;
}
