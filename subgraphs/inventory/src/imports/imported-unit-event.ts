import type { NewEvent } from '@offplan/kernel/events/event';
import { type ImportStarter, starterFacts } from './import-events.ts';
import type { FieldChange } from './plan-import.ts';
import type { Stock } from './stock.ts';

/** An event about a unit that an import made or changed, for whoever started the import. */
export function importedUnitEvent(
  { orgId, projectId }: Stock,
  starter: ImportStarter,
  event: {
    id: string;
    seq: number;
    type: string;
    label: string;
    buildingId: string;
    assignedOrgId: string | null;
    data: NewEvent['data'];
  },
): NewEvent {
  const { label, buildingId, assignedOrgId, data } = event;
  return {
    ...starterFacts(starter),
    orgId,
    subjectType: 'unit',
    subjectId: event.id,
    seq: event.seq,
    type: event.type,
    data: { label, projectId, buildingId, assignedOrgId, actorOrgId: starter.orgId, ...data },
  };
}

/** A value as events keep it: floors by their label, money in the API's words. */
export function factOf(value: FieldChange['after']): unknown {
  if (value === null || typeof value !== 'object') return value;
  if ('label' in value) return value.label;
  return 'minorUnits' in value ? { amountMinor: value.minorUnits, currency: value.currency } : value;
}
