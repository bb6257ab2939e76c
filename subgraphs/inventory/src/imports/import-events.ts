import type { EventData, NewEvent } from '@offplan/kernel/events/event';
import type { UnitImport } from './unit-import.ts';

/** Who started an import, kept for the job that runs without a request. Ids are UUIDs. */
export interface ImportStarter {
  readonly userId: string;
  readonly name: string;
  readonly orgId: string;
  readonly orgName: string;
  readonly address: string | null;
}

/** Who acts, in the shape that events keep: the id in the open part, names in the personal one. */
export function starterFacts(starter: ImportStarter): Pick<NewEvent, 'actor' | 'onBehalfOf' | 'personal' | 'piiClass'> {
  return {
    actor: { kind: 'user', id: starter.userId },
    onBehalfOf: null,
    personal: { actorName: starter.name, ...(starter.address ? { address: starter.address } : {}) },
    piiClass: 'personal_meta',
  };
}

/** `unit_import.started` and `unit_import.finished`: what happened to an import as a whole. */
export function importEvent(
  unitImport: UnitImport,
  starter: ImportStarter,
  type: 'unit_import.started' | 'unit_import.finished',
  seq: number,
  facts: EventData,
): NewEvent {
  return {
    ...starterFacts(starter),
    orgId: unitImport.orgId,
    subjectType: 'unit_import',
    subjectId: unitImport.id,
    seq,
    type,
    data: { label: unitImport.fileName, projectId: unitImport.projectId, ...facts },
  };
}
