import type { BusEvent } from '@offplan/kernel/events/bus/bus';

/**
 * Whose a personal field of an event is, so that all of one person can be erased (ID-71). By the convention of the emitters: the field's
 * name says the part that the person plays, and the event's open facts hold the person's id for that part.
 */
const OWNER_OF: Record<string, (event: BusEvent) => unknown> = {
  actorName: actorId,
  address: actorId,
  userAgent: actorId,
  winnerName: ({ data }) => data.winnerId,
  subjectName: ({ data }) => data.userId,
  agentName: ({ data }) => data.agentUserId,
  agentBeforeName: ({ data }) => data.agentBeforeUserId,
  email: ({ data }) => data.userId,
  buyerName: ({ data }) => data.buyerId,
  buyerContact: ({ data }) => data.buyerId,
  note: ({ data }) => data.buyerId,
};

/** UUID of the person whom a personal field is about; null where none is named (an Organisation's name, an unknown field). */
export function personOf(field: string, event: BusEvent): string | null {
  const id = OWNER_OF[field]?.(event);
  return typeof id === 'string' ? id : null;
}

function actorId({ actor }: BusEvent): string | null {
  return actor.kind === 'system' ? null : actor.id;
}
