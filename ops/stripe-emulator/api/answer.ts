import { parse } from 'qs';
import { decode, type Raw } from '../contract/decode.ts';
import type { Emulator } from '../emulator.ts';
import { finishAdvance } from '../machine/test-clocks.ts';
import { API_VERSION, type Cause } from '../machine/world.ts';
import { expandAnswer } from './expand.ts';
import { checkKey, fingerprintOf, recall, remember } from './idempotency.ts';
import type { Router } from './router.ts';
import { notEmulated, StripeError } from './stripe-error.ts';

/** To retry with the same key is of no use: it would be the same answer. */
const FINAL = { 'stripe-should-retry': 'false' };

/** One request to `/v1`, as it came. */
export interface ApiRequest {
  method: string;
  path: string;
  /** Without the question mark. */
  query: string;
  body: string;
  headers: Record<string, string | undefined>;
}

export interface ApiAnswer {
  status: number;
  body: string;
  headers: Record<string, string>;
}

/** Answers requests to `/v1`. What a request changes is in the journal, with the answer for its idempotency key, before it is answered. */
export class Api {
  readonly #emulator: Emulator;
  readonly #router: Router;
  readonly #underWay = new Set<string>();
  #count = 0;

  constructor(emulator: Emulator, router: Router) {
    this.#emulator = emulator;
    this.#router = router;
  }

  /** Answers; `meanwhile` runs after a request with an idempotency key has begun and before it is done, and may say how it fails. */
  async answer(request: ApiRequest, meanwhile: () => Promise<StripeError | null>): Promise<ApiAnswer> {
    this.#count += 1;
    const requestId = `req_${process.pid.toString(36)}${this.#count.toString(36).padStart(8, '0')}`;
    const key = request.method === 'POST' ? (request.headers['idempotency-key'] ?? null) : null;
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      'request-id': requestId,
      'stripe-version': request.headers['stripe-version'] ?? API_VERSION,
      ...(key ? { 'idempotency-key': key } : {}),
    };
    const held = key ? `${key}` : null;
    try {
      checkAuthentication(request.headers.authorization);
      checkVersion(request.headers['stripe-version']);
      const route = this.#router.find(request.method, request.path);
      if (!route) throw notEmulated(`${request.method} ${request.path}`);
      if (key) checkKey(key);
      if (held && this.#underWay.has(held)) throw conflict();
      if (held) this.#underWay.add(held);
      try {
        const failure = await meanwhile();
        const fingerprint = key ? fingerprintOf(request.path, request.body) : '';
        const known = key ? recall(this.#emulator.world, key, fingerprint) : null;
        if (known) {
          const { status, body, request: original } = known;
          const again = { 'idempotent-replayed': 'true', 'original-request': original };
          return { status, body, headers: { ...headers, ...again, ...(status >= 500 ? FINAL : {}) } };
        }
        return {
          ...this.#run(request, route, { id: requestId, idempotency_key: key }, key, fingerprint, failure),
          headers,
        };
      } finally {
        if (held) this.#underWay.delete(held);
      }
    } catch (fault) {
      const isFinal = key !== null && fault instanceof StripeError && fault.status === 500;
      return { ...asAnswer(fault, requestId), headers: { ...headers, ...(isFinal ? FINAL : {}) } };
    }
  }

  #run(
    request: ApiRequest,
    route: NonNullable<ReturnType<Router['find']>>,
    cause: Cause,
    key: string | null,
    fingerprint: string,
    failure: StripeError | null,
  ): { status: number; body: string } {
    const { world, contract, store, due, deliveries } = this.#emulator;
    const raw = readForm(request.method === 'POST' ? request.body : request.query);
    const params = decode(contract.schemas, contract.requestOf(route.operation), raw) as { expand?: string[] };
    const now = world.clock.now();
    due.catchUp(now);
    let answer: { status: number; body: string };
    try {
      answer = store.transact(() =>
        world.at(now, cause, () => {
          let result: { status: number; body: string };
          try {
            if (failure) throw failure;
            const found = route.handle({ world, ids: route.ids, params: params as never });
            const schema = contract.responseOf(route.operation);
            const shown = expandAnswer(world, contract.schemas, schema, found, params.expand);
            contract.check(route.operation, schema, shown);
            result = { status: 200, body: JSON.stringify(shown, null, 2) };
          } catch (fault) {
            // A refusal that is a fact (a declined charge) is kept like a success; any other undoes what was begun.
            if (!(fault instanceof StripeError) || !fault.keeps) throw fault;
            result = asAnswer(fault, cause.id);
          }
          if (key) remember(world, key, fingerprint, { ...result, request: cause.id! });
          return result;
        }),
      );
    } catch (fault) {
      const isKept =
        key !== null && fault instanceof StripeError && !fault.isValidation && ![409, 429, 501].includes(fault.status);
      if (isKept)
        store.transact(() => remember(world, key, fingerprint, { ...asAnswer(fault, cause.id!), request: cause.id! }));
      throw fault;
    }
    deliveries.pump();
    if (route.operation === 'POST /v1/test_helpers/test_clocks/:clock/advance' && answer.status === 200)
      setImmediate(() => {
        try {
          finishAdvance(world, due, route.ids.clock!);
          deliveries.pump();
        } catch (clockFault) {
          console.error('Stripe emulator: a test clock failed to advance', clockFault);
          store.transact(() => store.patch('test_clocks', route.ids.clock!, { status: 'internal_failure' }));
        }
      });
    return answer;
  }
}

/** Bracketed fields, as stripe-node writes them. */
function readForm(text: string): Raw {
  return parse(text, { depth: 20, arrayLimit: 5_000, parameterLimit: 10_000, plainObjects: false }) as unknown as Raw;
}

function checkAuthentication(header: string | undefined): void {
  const [scheme, credentials = ''] = (header ?? '').split(' ');
  const key = scheme === 'Basic' ? Buffer.from(credentials, 'base64').toString('utf8').split(':')[0]! : credentials;
  if (!key)
    throw new StripeError(401, {
      type: 'invalid_request_error',
      message:
        "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    });
  if (!/^(sk|rk)_test_\w+$/.test(key))
    throw new StripeError(401, {
      type: 'invalid_request_error',
      message: `Invalid API Key provided: ${key.slice(0, 8)}****`,
    });
}

function checkVersion(version: string | undefined): void {
  if (version === undefined || version === API_VERSION) return;
  throw new StripeError(400, { type: 'invalid_request_error', message: `Invalid Stripe API version: ${version}` });
}

export function conflict(): StripeError {
  return new StripeError(409, {
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
    message:
      'There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through). Please try again later.',
  });
}

function asAnswer(fault: unknown, requestId: string): { status: number; body: string } {
  if (fault instanceof StripeError)
    return {
      status: fault.status,
      body: JSON.stringify(
        { error: { ...fault.body, request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}` } },
        null,
        2,
      ),
    };
  console.error('Stripe emulator:', fault);
  return {
    status: 500,
    body: JSON.stringify(
      {
        error: {
          type: 'api_error',
          code: 'emulator_fault',
          message: fault instanceof Error ? fault.message : String(fault),
        },
      },
      null,
      2,
    ),
  };
}
