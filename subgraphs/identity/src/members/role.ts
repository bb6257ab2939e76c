import type { Decision } from '@offplan/kernel/permissions/matrix';
import type { GuestCapability, Role } from '@offplan/kernel/permissions/roles';
import { registerEnumType } from 'type-graphql';

export const RoleType = {
  OWNER: 'owner',
  ADMIN: 'admin',
  SALES_MANAGER: 'sales_manager',
  SALES_AGENT: 'sales_agent',
  EXTERNAL_SALES_AGENT: 'external_sales_agent',
} as const satisfies Record<Uppercase<Role>, Role>;

registerEnumType(RoleType, {
  name: 'Role',
  description: 'What a person is in a workspace (ID-30).',
  valuesConfig: {
    OWNER: { description: 'Owns the Organisation; exactly one.' },
    ADMIN: { description: 'Does all but billing and ownership.' },
    SALES_MANAGER: { description: 'Leads the sales: units, guests, buyers.' },
    SALES_AGENT: { description: 'Sells: own buyers and reservations.' },
    EXTERNAL_SALES_AGENT: { description: 'A member of a guest Organisation in a host’s project.' },
  },
});

export const GuestCapabilityType = {
  SALES: 'sales',
  CONTENT: 'content',
} as const satisfies Record<Uppercase<GuestCapability>, GuestCapability>;

registerEnumType(GuestCapabilityType, {
  name: 'GuestCapability',
  description: 'What a guest Organisation may do in a project (ID-50).',
  valuesConfig: {
    SALES: { description: 'Its members sell the units that they see.' },
    CONTENT: { description: 'Its members edit units, floor plans and texts (ID-51).' },
  },
});

export const DecisionType = { ALLOWED: 'all', OWN_ONLY: 'own', REFUSED: 'no' } as const satisfies Record<
  string,
  Decision
>;

registerEnumType(DecisionType, {
  name: 'Decision',
  description: 'A cell of the permission matrix (ID-31).',
  valuesConfig: {
    ALLOWED: { description: 'The viewer may.' },
    OWN_ONLY: { description: 'The viewer may with what is its own.' },
    REFUSED: { description: 'The viewer may not.' },
  },
});
