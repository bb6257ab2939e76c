/** What an operation answers with: one object, a list of them, or one that was deleted. The names are those of the types in the package `stripe`. */
export type Answer = { one: string } | { list: string } | { either: string[] };

/** An operation of Stripe's API as the types of the pinned package describe it. */
export interface Operation {
  /** Type of the parameters, as a path below the namespace `Stripe`. */
  params: string;
  returns: Answer;
}

const one = (params: string, name: string): Operation => ({ params, returns: { one: name } });
const list = (params: string, name: string): Operation => ({ params, returns: { list: name } });
const either = (params: string, ...names: string[]): Operation => ({ params, returns: { either: names } });

/**
 * Every operation that the emulator has. `:name` stands for an id in the path. From this table come the schemas that requests and responses
 * are checked with (make-schemas.ts); the router refuses to start when an operation has no handler, or a handler no operation.
 */
export const OPERATIONS = {
  'POST /v1/customers': one('CustomerCreateParams', 'Customer'),
  'GET /v1/customers': list('CustomerListParams', 'Customer'),
  'GET /v1/customers/:customer': either('CustomerRetrieveParams', 'Customer', 'DeletedCustomer'),
  'POST /v1/customers/:customer': one('CustomerUpdateParams', 'Customer'),
  'DELETE /v1/customers/:customer': one('CustomerDeleteParams', 'DeletedCustomer'),
  'POST /v1/customers/:customer/tax_ids': one('CustomerCreateTaxIdParams', 'TaxId'),
  'GET /v1/customers/:customer/tax_ids': list('CustomerListTaxIdsParams', 'TaxId'),
  'GET /v1/customers/:customer/tax_ids/:tax_id': one('CustomerRetrieveTaxIdParams', 'TaxId'),
  'DELETE /v1/customers/:customer/tax_ids/:tax_id': one('CustomerDeleteTaxIdParams', 'DeletedTaxId'),
  'POST /v1/customers/:customer/balance_transactions': one(
    'CustomerCreateBalanceTransactionParams',
    'CustomerBalanceTransaction',
  ),
  'GET /v1/customers/:customer/balance_transactions': list(
    'CustomerListBalanceTransactionsParams',
    'CustomerBalanceTransaction',
  ),
  'GET /v1/customers/:customer/balance_transactions/:transaction': one(
    'CustomerRetrieveBalanceTransactionParams',
    'CustomerBalanceTransaction',
  ),
  'GET /v1/customers/:customer/payment_methods': list('CustomerListPaymentMethodsParams', 'PaymentMethod'),
  'GET /v1/customers/:customer/payment_methods/:payment_method': one(
    'CustomerRetrievePaymentMethodParams',
    'PaymentMethod',
  ),
  'POST /v1/tax_ids': one('TaxIdCreateParams', 'TaxId'),
  'GET /v1/tax_ids': list('TaxIdListParams', 'TaxId'),
  'GET /v1/tax_ids/:tax_id': one('TaxIdRetrieveParams', 'TaxId'),
  'DELETE /v1/tax_ids/:tax_id': one('TaxIdDeleteParams', 'DeletedTaxId'),

  'POST /v1/payment_methods': one('PaymentMethodCreateParams', 'PaymentMethod'),
  'GET /v1/payment_methods': list('PaymentMethodListParams', 'PaymentMethod'),
  'GET /v1/payment_methods/:payment_method': one('PaymentMethodRetrieveParams', 'PaymentMethod'),
  'POST /v1/payment_methods/:payment_method': one('PaymentMethodUpdateParams', 'PaymentMethod'),
  'POST /v1/payment_methods/:payment_method/attach': one('PaymentMethodAttachParams', 'PaymentMethod'),
  'POST /v1/payment_methods/:payment_method/detach': one('PaymentMethodDetachParams', 'PaymentMethod'),
  'POST /v1/setup_intents': one('SetupIntentCreateParams', 'SetupIntent'),
  'GET /v1/setup_intents': list('SetupIntentListParams', 'SetupIntent'),
  'GET /v1/setup_intents/:setup_intent': one('SetupIntentRetrieveParams', 'SetupIntent'),
  'POST /v1/setup_intents/:setup_intent/confirm': one('SetupIntentConfirmParams', 'SetupIntent'),
  'POST /v1/setup_intents/:setup_intent/cancel': one('SetupIntentCancelParams', 'SetupIntent'),
  'GET /v1/payment_intents': list('PaymentIntentListParams', 'PaymentIntent'),
  'GET /v1/payment_intents/:payment_intent': one('PaymentIntentRetrieveParams', 'PaymentIntent'),
  'POST /v1/payment_intents/:payment_intent/confirm': one('PaymentIntentConfirmParams', 'PaymentIntent'),

  'POST /v1/products': one('ProductCreateParams', 'Product'),
  'GET /v1/products': list('ProductListParams', 'Product'),
  'GET /v1/products/:product': one('ProductRetrieveParams', 'Product'),
  'POST /v1/products/:product': one('ProductUpdateParams', 'Product'),
  'DELETE /v1/products/:product': one('ProductDeleteParams', 'DeletedProduct'),
  'POST /v1/prices': one('PriceCreateParams', 'Price'),
  'GET /v1/prices': list('PriceListParams', 'Price'),
  'GET /v1/prices/:price': one('PriceRetrieveParams', 'Price'),
  'POST /v1/prices/:price': one('PriceUpdateParams', 'Price'),

  'POST /v1/subscriptions': one('SubscriptionCreateParams', 'Subscription'),
  'GET /v1/subscriptions': list('SubscriptionListParams', 'Subscription'),
  'GET /v1/subscriptions/:subscription': one('SubscriptionRetrieveParams', 'Subscription'),
  'POST /v1/subscriptions/:subscription': one('SubscriptionUpdateParams', 'Subscription'),
  'DELETE /v1/subscriptions/:subscription': one('SubscriptionCancelParams', 'Subscription'),
  'POST /v1/subscriptions/:subscription/pause': one('SubscriptionPauseParams', 'Subscription'),
  'POST /v1/subscriptions/:subscription/resume': one('SubscriptionResumeParams', 'Subscription'),
  'GET /v1/subscription_items': list('SubscriptionItemListParams', 'SubscriptionItem'),
  'GET /v1/subscription_items/:item': one('SubscriptionItemRetrieveParams', 'SubscriptionItem'),
  'POST /v1/subscription_schedules': one('SubscriptionScheduleCreateParams', 'SubscriptionSchedule'),
  'GET /v1/subscription_schedules': list('SubscriptionScheduleListParams', 'SubscriptionSchedule'),
  'GET /v1/subscription_schedules/:schedule': one('SubscriptionScheduleRetrieveParams', 'SubscriptionSchedule'),
  'POST /v1/subscription_schedules/:schedule': one('SubscriptionScheduleUpdateParams', 'SubscriptionSchedule'),
  'POST /v1/subscription_schedules/:schedule/release': one('SubscriptionScheduleReleaseParams', 'SubscriptionSchedule'),
  'POST /v1/subscription_schedules/:schedule/cancel': one('SubscriptionScheduleCancelParams', 'SubscriptionSchedule'),

  'POST /v1/invoices/create_preview': one('InvoiceCreatePreviewParams', 'Invoice'),
  'POST /v1/invoices': one('InvoiceCreateParams', 'Invoice'),
  'GET /v1/invoices': list('InvoiceListParams', 'Invoice'),
  'GET /v1/invoices/:invoice': one('InvoiceRetrieveParams', 'Invoice'),
  'POST /v1/invoices/:invoice': one('InvoiceUpdateParams', 'Invoice'),
  'DELETE /v1/invoices/:invoice': one('InvoiceDeleteParams', 'DeletedInvoice'),
  'GET /v1/invoices/:invoice/lines': list('InvoiceListLineItemsParams', 'InvoiceLineItem'),
  'POST /v1/invoices/:invoice/finalize': one('InvoiceFinalizeInvoiceParams', 'Invoice'),
  'POST /v1/invoices/:invoice/pay': one('InvoicePayParams', 'Invoice'),
  'POST /v1/invoices/:invoice/void': one('InvoiceVoidInvoiceParams', 'Invoice'),
  'POST /v1/invoices/:invoice/mark_uncollectible': one('InvoiceMarkUncollectibleParams', 'Invoice'),
  'POST /v1/invoices/:invoice/send': one('InvoiceSendInvoiceParams', 'Invoice'),
  'POST /v1/invoiceitems': one('InvoiceItemCreateParams', 'InvoiceItem'),
  'GET /v1/invoiceitems': list('InvoiceItemListParams', 'InvoiceItem'),
  'GET /v1/invoiceitems/:invoiceitem': one('InvoiceItemRetrieveParams', 'InvoiceItem'),
  'DELETE /v1/invoiceitems/:invoiceitem': one('InvoiceItemDeleteParams', 'DeletedInvoiceItem'),
  'GET /v1/invoice_payments': list('InvoicePaymentListParams', 'InvoicePayment'),
  'GET /v1/invoice_payments/:invoice_payment': one('InvoicePaymentRetrieveParams', 'InvoicePayment'),

  'GET /v1/charges': list('ChargeListParams', 'Charge'),
  'GET /v1/charges/:charge': one('ChargeRetrieveParams', 'Charge'),
  'POST /v1/refunds': one('RefundCreateParams', 'Refund'),
  'GET /v1/refunds': list('RefundListParams', 'Refund'),
  'GET /v1/refunds/:refund': one('RefundRetrieveParams', 'Refund'),
  'POST /v1/credit_notes': one('CreditNoteCreateParams', 'CreditNote'),
  'GET /v1/credit_notes': list('CreditNoteListParams', 'CreditNote'),
  'GET /v1/credit_notes/preview': one('CreditNotePreviewParams', 'CreditNote'),
  'GET /v1/credit_notes/:credit_note': one('CreditNoteRetrieveParams', 'CreditNote'),
  'POST /v1/credit_notes/:credit_note/void': one('CreditNoteVoidCreditNoteParams', 'CreditNote'),
  'GET /v1/disputes': list('DisputeListParams', 'Dispute'),
  'GET /v1/disputes/:dispute': one('DisputeRetrieveParams', 'Dispute'),
  'POST /v1/disputes/:dispute': one('DisputeUpdateParams', 'Dispute'),
  'POST /v1/disputes/:dispute/close': one('DisputeCloseParams', 'Dispute'),
  'GET /v1/balance': one('BalanceRetrieveParams', 'Balance'),
  'GET /v1/balance_transactions': list('BalanceTransactionListParams', 'BalanceTransaction'),
  'GET /v1/balance_transactions/:transaction': one('BalanceTransactionRetrieveParams', 'BalanceTransaction'),

  'POST /v1/checkout/sessions': one('Checkout.SessionCreateParams', 'Checkout.Session'),
  'GET /v1/checkout/sessions': list('Checkout.SessionListParams', 'Checkout.Session'),
  'GET /v1/checkout/sessions/:session': one('Checkout.SessionRetrieveParams', 'Checkout.Session'),
  'POST /v1/checkout/sessions/:session/expire': one('Checkout.SessionExpireParams', 'Checkout.Session'),
  'GET /v1/checkout/sessions/:session/line_items': list('Checkout.SessionListLineItemsParams', 'LineItem'),
  'POST /v1/billing_portal/configurations': one(
    'BillingPortal.ConfigurationCreateParams',
    'BillingPortal.Configuration',
  ),
  'GET /v1/billing_portal/configurations': list('BillingPortal.ConfigurationListParams', 'BillingPortal.Configuration'),
  'GET /v1/billing_portal/configurations/:configuration': one(
    'BillingPortal.ConfigurationRetrieveParams',
    'BillingPortal.Configuration',
  ),
  'POST /v1/billing_portal/configurations/:configuration': one(
    'BillingPortal.ConfigurationUpdateParams',
    'BillingPortal.Configuration',
  ),
  'POST /v1/billing_portal/sessions': one('BillingPortal.SessionCreateParams', 'BillingPortal.Session'),

  'GET /v1/events': list('EventListParams', 'EventBase'),
  'GET /v1/events/:event': one('EventRetrieveParams', 'EventBase'),
  'POST /v1/webhook_endpoints': one('WebhookEndpointCreateParams', 'WebhookEndpoint'),
  'GET /v1/webhook_endpoints': list('WebhookEndpointListParams', 'WebhookEndpoint'),
  'GET /v1/webhook_endpoints/:webhook_endpoint': one('WebhookEndpointRetrieveParams', 'WebhookEndpoint'),
  'POST /v1/webhook_endpoints/:webhook_endpoint': one('WebhookEndpointUpdateParams', 'WebhookEndpoint'),
  'DELETE /v1/webhook_endpoints/:webhook_endpoint': one('WebhookEndpointDeleteParams', 'DeletedWebhookEndpoint'),
  'POST /v1/test_helpers/test_clocks': one('TestHelpers.TestClockCreateParams', 'TestHelpers.TestClock'),
  'GET /v1/test_helpers/test_clocks': list('TestHelpers.TestClockListParams', 'TestHelpers.TestClock'),
  'GET /v1/test_helpers/test_clocks/:clock': one('TestHelpers.TestClockRetrieveParams', 'TestHelpers.TestClock'),
  'POST /v1/test_helpers/test_clocks/:clock/advance': one(
    'TestHelpers.TestClockAdvanceParams',
    'TestHelpers.TestClock',
  ),
  'DELETE /v1/test_helpers/test_clocks/:clock': one(
    'TestHelpers.TestClockDeleteParams',
    'TestHelpers.DeletedTestClock',
  ),
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;
