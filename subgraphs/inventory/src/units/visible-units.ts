import type { EntityManager } from '@mikro-orm/postgresql';
import type { Passport } from '@offplan/kernel/passport/passport';
import { AllocationMode } from '../projects/project.ts';
import { Unit } from './unit.ts';

/** A piece of SQL over `inventory.unit u`, with its parameters. */
export interface Condition {
  sql: string;
  parameters: unknown[];
}

/**
 * What a viewer sees of a tenant's units: the one predicate behind all five doors (list, by id, entity reference, loader,
 * subscription; architecture, rule 10). Row-level security has already narrowed to the tenant, and for guests to their projects.
 *
 * The host's team sees all (INV-69). A guest with `content` sees its project whole (ID-54). A guest with `sales` sees released units:
 * in Closed mode those assigned to its Organisation, in Open mode all (INV-55, INV-56, INV-14). Nobody else sees any.
 */
export function visibleUnits(passport: Passport): Condition {
  const { guest, role, organisation } = passport;
  if (!organisation) return { sql: 'false', parameters: [] };
  if (!guest) return role ? { sql: 'true', parameters: [] } : { sql: 'false', parameters: [] };
  const doors: string[] = [];
  const parameters: unknown[] = [];
  for (const grant of guest.grants) {
    if (grant.capabilities.includes('content')) {
      doors.push('u.project_id = ?');
      parameters.push(grant.projectId);
    } else if (grant.capabilities.includes('sales')) {
      doors.push(
        `(u.project_id = ? and u.is_released and (u.assigned_org_id = ? or exists (
           select from inventory.project p where p.org_id = u.org_id and p.id = u.project_id and p.allocation_mode = 'open')))`,
      );
      parameters.push(grant.projectId, guest.organisationId);
    }
  }
  return doors.length > 0 ? { sql: `(${doors.join(' or ')})`, parameters } : { sql: 'false', parameters: [] };
}

/**
 * Whether a guest sells a unit that it sees: the `sales` branch of `visibleUnits` for one unit, whose project is in `mode`. A guest with
 * `content` sees every unit, but flips only these (ID-54).
 */
export function isOnSaleToGuest(guest: NonNullable<Passport['guest']>, unit: Unit, mode: AllocationMode): boolean {
  const sells = guest.grants.some(
    ({ projectId, capabilities }) => projectId === unit.projectId && capabilities.includes('sales'),
  );
  return sells && unit.isReleased && (unit.assignedOrgId === guest.organisationId || mode === AllocationMode.OPEN);
}

const NO_TAIL: Condition = { sql: '', parameters: [] };

/** Units that the viewer sees, narrowed by `where` (over `u`), in the order of `tail` (`order by … limit …`). */
export async function findVisibleUnits(
  em: EntityManager,
  passport: Passport,
  where: Condition,
  tail: Condition = NO_TAIL,
): Promise<Unit[]> {
  const visible = visibleUnits(passport);
  const rows = (await em.execute(
    `select u.* from inventory.unit u where (${where.sql}) and ${visible.sql} ${tail.sql}`,
    [...where.parameters, ...visible.parameters, ...tail.parameters],
    'all',
  )) as Record<string, unknown>[];
  return rows.map((row) => em.map(Unit, row as never));
}
