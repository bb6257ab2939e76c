import type { NewEvent } from '@offplan/kernel/events/event';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';

/** Who acts, in the shape that events keep: the id in the open part, name and address in the personal one. */
export type Acting = Pick<NewEvent, 'actor' | 'piiClass'> & { personal: Record<string, string> };

export function actingPerson(context: RequestContext, person: { id: string; name: string } = context.person): Acting {
  return {
    actor: { kind: 'user', id: person.id },
    personal: { actorName: person.name, ...(context.facts.address ? { address: context.facts.address } : {}) },
    piiClass: 'personal_meta',
  };
}

/** offplan's own clockwork. */
export const ACTING_SYSTEM: Acting = { actor: { kind: 'system' }, personal: {}, piiClass: 'none' };
