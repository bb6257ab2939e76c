import type { Charge, PaymentIntent, PaymentMethod } from '../store/tables.ts';

/** What stands under `error` in an answer. */
export interface ErrorBody {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  code?: string;
  param?: string;
  message: string;
  decline_code?: string;
  doc_url?: string;
  payment_intent?: PaymentIntent;
  payment_method?: PaymentMethod;
  charge?: Charge['id'];
}

/** An answer that says no. With `keeps`, what was changed until then stays: a declined charge is a fact. */
export class StripeError extends Error {
  readonly status: number;
  readonly body: ErrorBody;
  readonly keeps: boolean;
  /** Whether the request was refused before anything was tried: such an answer is not kept for its idempotency key. */
  readonly isValidation: boolean;

  constructor(status: number, body: ErrorBody, options: { keeps?: boolean; isValidation?: boolean } = {}) {
    super(body.message);
    this.status = status;
    this.body =
      body.code && !body.doc_url
        ? { ...body, doc_url: `https://docs.stripe.com/error-codes/${body.code.replaceAll('_', '-')}` }
        : body;
    this.keeps = options.keeps ?? false;
    this.isValidation = options.isValidation ?? (status === 400 || status === 404);
  }
}

/** 400. */
export function invalidRequest(message: string, details: { code?: string; param?: string } = {}): StripeError {
  return new StripeError(400, { type: 'invalid_request_error', message, ...details });
}

/** 404 "No such customer: 'cus_x'". */
export function noSuch(what: string, id: string, param = 'id'): StripeError {
  return new StripeError(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    param,
    message: `No such ${what}: '${id}'`,
  });
}

/** 400 with the code `resource_missing`: an id in a parameter that names nothing. */
export function noSuchIn(param: string, what: string, id: string): StripeError {
  return invalidRequest(`No such ${what}: '${id}'`, { code: 'resource_missing', param });
}

/** 501: Stripe has this, the emulator does not. It says so instead of pretending. */
export function notEmulated(what: string): StripeError {
  return new StripeError(501, {
    type: 'api_error',
    code: 'emulator_not_implemented',
    message: `The Stripe emulator does not have this: ${what}`,
  });
}
