import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { ExistingUnit } from './plan-import.ts';
import type { UnitKind, UnitStatus } from './unit-row.ts';

/** A unit of the project with what an import compares and guards. */
export type StockUnit = ExistingUnit & {
  readonly buildingId: string;
  readonly availabilityVersion: number;
  readonly isReleased: boolean;
  readonly ordinal: number;
};

interface StockBuilding {
  readonly id: string;
  readonly name: string;
  readonly ordinal: number;
}

interface StockFloor {
  readonly id: string;
  readonly buildingId: string;
  readonly label: string;
}

/** Who may be assigned units of the project. */
interface StockGuest {
  readonly orgId: string;
  readonly name: string;
}

/** A project as an import meets it. */
export interface Stock {
  readonly orgId: string;
  readonly projectId: string;
  readonly projectName: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly buildings: readonly StockBuilding[];
  readonly floors: readonly StockFloor[];
  readonly guests: readonly StockGuest[];
  readonly units: readonly StockUnit[];
}

interface UnitColumns {
  id: string;
  number: string;
  building_id: string;
  building: string;
  floor_label: string;
  floor_level: number;
  section: string | null;
  phase: string | null;
  external_id: string | null;
  kind: UnitKind;
  layout: string | null;
  bedrooms: number | null;
  bathrooms: number | null;
  area_total: number | null;
  area_inner: number | null;
  area_balcony: number | null;
  view: string | null;
  orientation: string | null;
  price_minor: string | null;
  currency: string;
  status: UnitStatus;
  tags: string[];
  parent_number: string | null;
  allocated_to: string | null;
  availability_version: number;
  is_released: boolean;
  ordinal: number;
}

/** Reads a project whole, or null when there is none in the tenant: 10,000 units in a few statements. */
export async function readStock(tx: Transaction, orgId: string, projectId: string): Promise<Stock | null> {
  const [project] = await tx.query<{ name: string; currency: string }>(
    'select name, currency from inventory.project where org_id = ? and id = ?',
    [orgId, projectId],
  );
  if (!project) return null;
  const buildings = await tx.query<StockBuilding>(
    'select id, name, ordinal from inventory.building where org_id = ? and project_id = ? order by ordinal, name',
    [orgId, projectId],
  );
  const floors = await tx.query<StockFloor>(
    'select id, building_id as "buildingId", label from inventory.floor where org_id = ? and project_id = ?',
    [orgId, projectId],
  );
  const guests = await tx.query<StockGuest>(
    `select guest_org_id as "orgId", name from inventory.guest where org_id = ? and project_id = ? and is_active and 'sales' = any (capabilities)`,
    [orgId, projectId],
  );
  const units = await tx.query<UnitColumns>(
    `select u.id, u.number, u.building_id, b.name as building, f.label as floor_label, f.level as floor_level, u.section, u.phase, u.external_id,
       u.kind, u.layout, u.bedrooms, u.bathrooms, u.area_total, u.area_inner, u.area_balcony, u.view, u.orientation, u.price_minor, u.currency,
       u.status, u.tags, parent.number as parent_number, g.name as allocated_to, u.availability_version, u.is_released, u.ordinal
     from inventory.unit u
     join inventory.building b on b.org_id = u.org_id and b.id = u.building_id
     join inventory.floor f on f.org_id = u.org_id and f.id = u.floor_id
     left join inventory.unit parent on parent.org_id = u.org_id and parent.id = u.parent_unit_id
     left join inventory.guest g on g.org_id = u.org_id and g.project_id = u.project_id and g.guest_org_id = u.assigned_org_id
     where u.org_id = ? and u.project_id = ?`,
    [orgId, projectId],
  );
  const { name, currency } = project;
  return { orgId, projectId, projectName: name, currency, buildings, floors, guests, units: units.map(toUnit) };
}

function toUnit(row: UnitColumns): StockUnit {
  return {
    id: row.id,
    number: row.number,
    buildingId: row.building_id,
    building: row.building,
    section: row.section,
    phase: row.phase,
    floor: { level: row.floor_level, label: row.floor_label },
    externalId: row.external_id,
    kind: row.kind,
    layout: row.layout,
    bedrooms: row.bedrooms,
    bathrooms: row.bathrooms,
    areaTotal: row.area_total,
    areaInner: row.area_inner,
    areaBalcony: row.area_balcony,
    view: row.view,
    orientation: row.orientation,
    price: row.price_minor === null ? null : { minorUnits: Number(row.price_minor), currency: row.currency },
    status: row.status,
    tags: row.tags,
    parentNumber: row.parent_number,
    allocatedTo: row.allocated_to,
    availabilityVersion: row.availability_version,
    isReleased: row.is_released,
    ordinal: row.ordinal,
  };
}
