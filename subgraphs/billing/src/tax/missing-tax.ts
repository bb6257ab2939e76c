import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type Stripe from 'stripe';
import type { BillingAccount } from '../accounts/billing-account.ts';
import { noteForOperators } from '../operators/operator-notes.ts';
import { Subscription } from '../subscriptions/subscription.ts';
import { isTaxable, NO_PLACE } from './tax-plans.ts';

/** What of a customer's goes out untaxed, or not at all, as Stripe knows no place for it (stripe.md 2.1). */
export interface MissingTax {
  /** Whether an address would mend it. */
  needsAddress: boolean;
  /** Invoices that Stripe has switched the tax off for. */
  invoices: string[];
  /** Plans that it has switched it off for, when not by their last invoice: that says it. */
  plans: string[];
}

/** Whether Stripe has switched the tax of something off. */
export const isUntaxed = ({ automatic_tax }: Pick<Stripe.Subscription | Stripe.Invoice, 'automatic_tax'>): boolean =>
  Boolean(automatic_tax.disabled_reason);

/** What is missing by what Stripe tells now. `running`: plans that have not ended, with their last invoice. */
export function missingTax(
  customer: Stripe.Customer | null,
  running: readonly Stripe.Subscription[],
  invoices: readonly Stripe.Invoice[],
): MissingTax {
  const plans = running.filter(isUntaxed);
  const cannotGoOut = ({ status, last_finalization_error }: Stripe.Invoice) =>
    status === 'draft' && last_finalization_error?.code === NO_PLACE;
  return {
    needsAddress: customer !== null && !isTaxable(customer) && (plans.length > 0 || invoices.some(cannotGoOut)),
    invoices: invoices.filter((one) => one.status !== 'void' && isUntaxed(one)).map(({ id }) => id!),
    plans: plans
      .filter(({ latest_invoice: last }) => !last || typeof last === 'string' || !isUntaxed(last))
      .map(({ id }) => id),
  };
}

/** Notes for the Operators what Stripe has switched the tax off for: once an invoice, once each time a plan. To be called before the mirror is written. */
export async function noteUntaxed(
  tx: Transaction,
  { orgId, syncedTicket }: BillingAccount,
  { invoices, plans }: MissingTax,
): Promise<void> {
  for (const invoice of invoices)
    await noteForOperators(tx, {
      orgId,
      key: `tax_switched_off:${invoice}`,
      kind: 'tax_switched_off',
      data: { invoice },
    });
  for (const subscription of plans) {
    const known = await tx.em.findOne(Subscription, { orgId, id: subscription });
    if (known?.isUntaxed) continue;
    await noteForOperators(tx, {
      orgId,
      key: `tax_switched_off:${subscription}:${syncedTicket}`,
      kind: 'tax_switched_off',
      data: { subscription },
    });
  }
}
