import { createPrivateKey } from 'node:crypto';
import { billing } from '@offplan/billing';
import { growth } from '@offplan/growth';
import { createIdentity } from '@offplan/identity';
import { inventory } from '@offplan/inventory';
import type { Settings } from '@offplan/kernel/config/settings';
import type { SubgraphDefinition } from '@offplan/kernel/subgraph/subgraph';

/** The four subgraphs as values, identity with what it is configured with. `sealKeyPem` seals the audit chains. */
export function subgraphDefinitions(settings: Settings, appUrl: string, sealKeyPem: string): SubgraphDefinition[] {
  const identity = createIdentity({
    appUrl,
    sessionIdleSeconds: settings.OFFPLAN_SESSION_IDLE_SECONDS,
    sessionAbsoluteSeconds: settings.OFFPLAN_SESSION_ABSOLUTE_SECONDS,
    signInLimit: settings.OFFPLAN_SIGN_IN_LIMIT,
    signUpLimit: settings.OFFPLAN_SIGN_UP_LIMIT,
    sealKey: createPrivateKey(sealKeyPem),
    supportEmail: settings.OFFPLAN_SUPPORT_EMAIL,
  });
  return [identity, inventory, billing, growth];
}
