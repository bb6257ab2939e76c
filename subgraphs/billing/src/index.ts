import { personalErasure } from '@offplan/kernel/events/erase-personal';
import type { SubgraphDefinition } from '@offplan/kernel/subgraph/subgraph';
import { BillingAccount } from './entitlements/billing-account.ts';
import { endTrial } from './entitlements/end-trial.ts';
import { openAccount } from './entitlements/open-account.ts';
import { accounts } from './migrations/20261121-1-accounts.ts';
import { erasure } from './migrations/20261121-41-erasure.ts';
import { Organisation } from './plans/organisation.ts';
import { PlanResolver } from './plans/plan-resolver.ts';

/** Tiers, trials and entitlements: what an Organisation may do. */
export const billing: SubgraphDefinition = {
  name: 'billing',
  entities: [BillingAccount],
  migrations: [accounts, erasure],
  resolvers: [PlanResolver],
  otherTypes: [Organisation],
  references: { Organisation: async (reference: { id: string }) => reference },
  consumers: [openAccount, personalErasure('billing')],
  tasks: [endTrial],
};
