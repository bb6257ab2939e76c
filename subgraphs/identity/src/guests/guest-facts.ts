import type { EventData } from '@offplan/kernel/events/event';
import type { Organisation } from '../organisations/organisation.ts';
import type { GuestGrant } from './guest-grant.ts';

/** What events on a grant carry, so that the other subgraphs need no look-up. */
export function guestFacts(grant: GuestGrant, guest: Organisation): EventData {
  return {
    label: guest.name,
    guestOrgId: guest.id,
    guestOrgName: guest.name,
    guestOrgSlug: guest.slug,
    projectId: grant.projectId,
    capabilities: grant.capabilities,
  };
}
