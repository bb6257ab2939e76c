import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { BillingAccount } from '../accounts/billing-account.ts';
import { optionsOf } from '../billing-options.ts';
import type { Pricing } from '../plans/pricing.ts';
import { tierView } from '../plans/tier-view.ts';
import { awaitedUpgrade } from './awaited-upgrade.ts';
import type { AwaitedUpgrade, Billing, Invoice, InvoiceStatus, NotedPlanChange } from './billing.ts';
import { billingNotices } from './billing-notices.ts';
import { notedChange } from './noted-change.ts';
import type { PlanChange } from './plan-change.ts';
import { isChargedNext, runningSubscription } from './running-subscription.ts';
import type { Subscription } from './subscription.ts';

/** Invoices that the screen shows; all of them are in the portal. */
const INVOICES_SHOWN = 12;

/** What the workspace of the request pays, from the mirror: no page waits for Stripe. Null before billing has heard of the Organisation. */
export async function billingView(context: RequestContext): Promise<Billing | null> {
  const { pricing, stripe } = optionsOf(context);
  const { em, orgId } = context;
  const account = await em.findOne(BillingAccount, { orgId });
  if (!account) return null;
  const subscription = await runningSubscription(em, orgId);
  const currency = (subscription?.currency ?? account.currency).toUpperCase();
  const price = subscription && (subscription.monthlyPrice ?? soldAt(pricing, subscription));
  const { cancelsAt = null, nextTier, nextTierAt } = subscription ?? {};
  const awaited = await awaitedUpgrade(em, orgId);
  const noted = subscription && (await notedChange(em, orgId, subscription.id));
  const { card, hasInvalidTaxId, needsAddress } = account;
  const nextChargeAt = subscription && isChargedNext(subscription) ? subscription.periodEndsAt : null;
  return {
    isAvailable: stripe !== null && pricing.tiers.some((tier) => tier.price !== null),
    currency,
    isSubscribed: subscription !== null,
    monthlyPrice: price === null ? null : { amountMinor: price, currency },
    renewsAt: subscription?.status === 'active' && !cancelsAt ? subscription.periodEndsAt : null,
    cancelsAt,
    coming:
      nextTier && nextTierAt
        ? { tier: tierView(pricing.tierOf(nextTier)), at: nextTierAt, canBeWithdrawn: true }
        : null,
    awaitedUpgrade: awaited && awaitedView(pricing, awaited),
    noted: noted && notedView(pricing, noted),
    card,
    nextCharge: nextChargeAt && account.nextCharge !== null ? { amountMinor: account.nextCharge, currency } : null,
    nextChargeAt,
    notices: billingNotices({ card, nextChargeAt, hasInvalidTaxId, needsAddress }, context.clock.now()),
    openInvoiceUrl: subscription?.openInvoiceUrl ?? null,
    invoiceReference: account.invoiceReference,
    invoices: await readInvoices(context),
  };
}

/** What a plan is sold for now, where Stripe was not asked yet what this one costs. */
const soldAt = (pricing: Pricing, { tier, currency }: Subscription): number | null =>
  pricing.tierOf(tier).price?.[currency] ?? null;

function awaitedView(pricing: Pricing, change: PlanChange): AwaitedUpgrade {
  return {
    tier: tierView(pricing.tierOf(change.toTier)),
    amount: { amountMinor: change.dueToday, currency: change.currency.toUpperCase() },
    url: change.paymentUrl ?? '',
    isRefused: change.isRefused,
  };
}

function notedView(pricing: Pricing, { toTier, begunAt, dueAtMost, currency }: PlanChange): NotedPlanChange {
  return {
    tier: tierView(pricing.tierOf(toTier)),
    canBeWithdrawn: begunAt === null,
    dueAtMost: dueAtMost === null ? null : { amountMinor: dueAtMost, currency: currency.toUpperCase() },
  };
}

interface InvoiceRow {
  number: string | null;
  created_at: Date | string;
  status: InvoiceStatus;
  total: string | number;
  currency: string;
  url: string | null;
  pdf_url: string | null;
}

async function readInvoices({ em, orgId }: RequestContext): Promise<Invoice[]> {
  const rows = (await em.execute(
    `select number, created_at, status, total, currency, url, pdf_url from billing.invoice
     where org_id = ? and total <> 0 order by created_at desc, id desc limit ${INVOICES_SHOWN}`,
    [orgId],
  )) as InvoiceRow[];
  return rows.map((row) => ({
    number: row.number,
    createdAt: new Date(row.created_at),
    status: row.status,
    total: { amountMinor: Number(row.total), currency: row.currency.toUpperCase() },
    url: row.url,
    pdfUrl: row.pdf_url,
  }));
}
