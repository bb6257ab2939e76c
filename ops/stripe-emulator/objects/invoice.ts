import { ACCOUNT, type World } from '../machine/world.ts';
import { listOf } from '../store/plain.ts';
import type { Customer, Invoice, Subscription } from '../store/tables.ts';

/** A draft of an invoice without lines. */
export function newInvoice(
  world: World,
  id: string,
  customer: Customer,
  details: {
    currency: string;
    reason: Invoice['billing_reason'];
    subscription: Subscription | null;
    autoAdvance: boolean;
    period: { start: number; end: number };
    finalizesAt: number | null;
    prorationDate?: number;
  },
): Invoice {
  const { subscription } = details;
  const sends = subscription?.collection_method === 'send_invoice';
  const now = world.now(customer.test_clock);
  return {
    id,
    object: 'invoice',
    account_country: ACCOUNT.country,
    account_name: ACCOUNT.name,
    account_tax_ids: null,
    amount_due: 0,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: 0,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: details.autoAdvance,
    automatic_tax: {
      disabled_reason: null,
      enabled: subscription?.automatic_tax.enabled ?? false,
      liability: subscription?.automatic_tax.enabled ? { type: 'self' } : null,
      provider: subscription?.automatic_tax.enabled ? 'stripe' : null,
      status: null,
    },
    automatically_finalizes_at: details.finalizesAt,
    billing_reason: details.reason,
    collection_method: subscription?.collection_method ?? 'charge_automatically',
    confirmation_secret: null,
    created: now,
    currency: details.currency,
    custom_fields: subscription?.invoice_settings.custom_fields ?? customer.invoice_settings.custom_fields,
    customer: customer.id,
    customer_account: null,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_shipping: null,
    customer_tax_exempt: customer.tax_exempt ?? 'none',
    customer_tax_ids: world.store
      .all('tax_ids')
      .filter((taxId) => taxId.customer === customer.id)
      .map(({ type, value }) => ({ type: type as 'eu_vat', value })),
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: subscription?.invoice_settings.description ?? null,
    discounts: [],
    due_date: sends ? now + (subscription?.days_until_due ?? 30) * 86_400 : null,
    effective_at: null,
    ending_balance: null,
    footer: subscription?.invoice_settings.footer ?? customer.invoice_settings.footer,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: listOf([], `/v1/invoices/${id}/lines`),
    livemode: false,
    metadata: {},
    next_payment_attempt: details.autoAdvance && !sends ? details.finalizesAt : null,
    number: null,
    on_behalf_of: null,
    parent: subscription
      ? {
          quote_details: null,
          subscription_details: {
            metadata: subscription.metadata,
            subscription: subscription.id,
            ...(details.prorationDate ? { subscription_proration_date: details.prorationDate } : {}),
          },
          type: 'subscription_details',
        }
      : null,
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    payments: listOf([], '/v1/invoice_payments'),
    period_end: details.period.end,
    period_start: details.period.start,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: 0,
    subtotal_excluding_tax: 0,
    test_clock: customer.test_clock ?? null,
    total: 0,
    total_discount_amounts: [],
    total_excluding_tax: 0,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: null,
  };
}

export function subscriptionOf(invoice: Invoice): string | null {
  return invoice.parent?.subscription_details?.subscription ?? null;
}
