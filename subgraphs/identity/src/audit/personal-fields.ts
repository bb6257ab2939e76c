import type { BusEvent } from '@offplan/kernel/events/bus/bus';
import { FIELD_OWNERS } from '@offplan/kernel/events/personal-fields';

/** UUID of the person whom a personal field is about; null where none is named (an Organisation's name, an unknown field). */
export function personOf(field: string, { actor, data }: BusEvent): string | null {
  const owner = FIELD_OWNERS[field];
  const id = owner === 'actor' ? (actor.kind === 'system' ? null : actor.id) : owner && data[owner];
  return typeof id === 'string' ? id : null;
}
