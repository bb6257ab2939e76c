import type Stripe from 'stripe';
import type { Plain } from './plain.ts';

/** A row that is kept after it was deleted, so that its id stays known. */
type Deletable<T> = Omit<T, 'deleted'> & { deleted?: true };

export type Customer = Deletable<Plain<Stripe.Customer>>;
export type PaymentMethod = Plain<Stripe.PaymentMethod>;
export type SetupIntent = Plain<Stripe.SetupIntent>;
export type PaymentIntent = Plain<Stripe.PaymentIntent>;
export type Product = Deletable<Plain<Stripe.Product>>;
export type Price = Plain<Stripe.Price>;
export type Subscription = Plain<Stripe.Subscription>;
export type SubscriptionItem = Plain<Stripe.SubscriptionItem>;
export type Schedule = Plain<Stripe.SubscriptionSchedule>;
export type Invoice = Plain<Stripe.Invoice>;
export type InvoiceLine = Plain<Stripe.InvoiceLineItem>;
export type InvoiceItem = Plain<Stripe.InvoiceItem>;
export type InvoicePayment = Plain<Stripe.InvoicePayment>;
export type Charge = Plain<Stripe.Charge>;
export type Refund = Plain<Stripe.Refund>;
export type CreditNote = Plain<Stripe.CreditNote>;
export type Dispute = Plain<Stripe.Dispute>;
export type BalanceTransaction = Plain<Stripe.BalanceTransaction>;
export type CustomerBalanceTransaction = Plain<Stripe.CustomerBalanceTransaction>;
export type TaxId = Plain<Stripe.TaxId>;
export type CheckoutSession = Plain<Stripe.Checkout.Session>;
export type PortalConfiguration = Plain<Stripe.BillingPortal.Configuration>;
export type PortalSession = Plain<Stripe.BillingPortal.Session>;
export type WebhookEndpoint = Plain<Stripe.WebhookEndpoint>;
export type TestClock = Plain<Stripe.TestHelpers.TestClock>;

/** An event; `data` is a copy of the object as it was. */
export interface StoredEvent {
  id: string;
  object: 'event';
  api_version: string;
  created: number;
  data: { object: Record<string, unknown>; previous_attributes?: Record<string, unknown> };
  livemode: false;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null } | null;
  type: string;
}

/** What Stripe knows of a card and does not tell. */
export interface CardFacts {
  id: string;
  number: string;
  /** Whether its owner has once authenticated it for later payments. */
  authenticated: boolean;
}

/** What Stripe knows of an invoice and does not tell. All instants in seconds. */
export interface InvoiceFacts {
  id: string;
  /** How many automatic retries have failed. */
  retries: number;
  /** Whether its owner has been asked to authenticate the payment that is under way. */
  awaits_authentication: boolean;
  /** Debits of subscription items that this invoice holds; from them later credits derive. */
  debits: Debit[];
}

/** What a subscription's item was charged for a time. */
export interface Debit {
  item: string;
  /** Minor units, whole amount of the line. */
  amount: number;
  start: number;
  end: number;
  invoice: string;
  line: string;
  quantity: number;
  price: string;
}

/** What Stripe knows of a subscription and does not tell. */
export interface SubscriptionFacts {
  id: string;
  /** Instant at which the end of the trial is announced; null when it has been, or there is none. */
  trial_will_end_at: number | null;
  /** Instant at which an unpaid first invoice ends it. */
  incomplete_until: number | null;
  /** Instant at which an unpaid invoice of a resumption is void, and that invoice. */
  resumption: { invoice: string; until: number } | null;
  /** A change that waits for its payment, the instant it takes effect for, and the invoice. */
  pending: { invoice: string; changes: PendingChanges } | null;
  /** What the items were charged for the time that runs, and has not been credited. */
  debits: Debit[];
}

/** The part of a change of a subscription that can wait for a payment. */
export interface PendingChanges {
  items: SubscriptionItem[];
  debits: Debit[];
  trial_end: number | null;
  billing_cycle_anchor: number | null;
}

/** A card form that waits for 3-D Secure. */
export interface PageFacts {
  id: string;
  form: Record<string, string>;
}

/** The first answer to an idempotency key. */
export interface IdempotencyRecord {
  id: string;
  fingerprint: string;
  /** The id of the request that it answered. */
  request: string;
  status: number;
  body: string;
  created: number;
}

/** One event on its way to one endpoint. */
export interface Delivery {
  id: string;
  event: string;
  endpoint: string;
  /** `dropped` by a fault that was asked for, `failed` after the last retry. */
  state: 'pending' | 'delivered' | 'failed' | 'dropped';
  attempts: { at: number; status: number | null; error: string | null; fault: string | null }[];
  next_attempt_at: number | null;
  /** What is wrong with the next attempt on purpose. */
  fault: { kind: 'wrong_signature' | 'old_timestamp'; seconds: number } | null;
}

export interface Tables {
  customers: Customer;
  payment_methods: PaymentMethod;
  setup_intents: SetupIntent;
  payment_intents: PaymentIntent;
  products: Product;
  prices: Price;
  subscriptions: Subscription;
  subscription_schedules: Schedule;
  invoices: Invoice;
  invoiceitems: InvoiceItem;
  invoice_payments: InvoicePayment;
  charges: Charge;
  refunds: Refund;
  credit_notes: CreditNote;
  disputes: Dispute;
  balance_transactions: BalanceTransaction;
  customer_balance_transactions: CustomerBalanceTransaction;
  tax_ids: TaxId;
  checkout_sessions: CheckoutSession;
  portal_configurations: PortalConfiguration;
  portal_sessions: PortalSession;
  webhook_endpoints: WebhookEndpoint;
  test_clocks: TestClock;
  events: StoredEvent;
  card_facts: CardFacts;
  invoice_facts: InvoiceFacts;
  subscription_facts: SubscriptionFacts;
  page_facts: PageFacts;
  idempotency: IdempotencyRecord;
  deliveries: Delivery;
}

export type TableName = keyof Tables;

export const TABLE_NAMES = [
  'customers',
  'payment_methods',
  'setup_intents',
  'payment_intents',
  'products',
  'prices',
  'subscriptions',
  'subscription_schedules',
  'invoices',
  'invoiceitems',
  'invoice_payments',
  'charges',
  'refunds',
  'credit_notes',
  'disputes',
  'balance_transactions',
  'customer_balance_transactions',
  'tax_ids',
  'checkout_sessions',
  'portal_configurations',
  'portal_sessions',
  'webhook_endpoints',
  'test_clocks',
  'events',
  'card_facts',
  'invoice_facts',
  'subscription_facts',
  'page_facts',
  'idempotency',
  'deliveries',
] as const satisfies TableName[];
