import { StripeError } from '../api/stripe-error.ts';
import type { OutcomeOverride } from '../cards/outcome.ts';
import type { Emulator } from '../emulator.ts';
import type { ClockState } from '../machine/clock.ts';
import { closeDispute, openDispute } from '../machine/disputes.ts';
import { failRefund } from '../machine/refunds.ts';
import { decideTaxId } from '../machine/tax-ids.ts';
import type { Settings } from '../machine/world.ts';
import type { JournalEntry } from '../store/journal.ts';
import { type DeliveryOrder, SHUFFLE_WINDOW } from '../webhooks/deliveries.ts';
import type { WebhookFault } from '../webhooks/faults.ts';
import type { Failures, RequestFailure } from './failures.ts';

interface ControlAnswer {
  status: number;
  value?: unknown;
}

type Operation = (body: never, ids: string[], query: URLSearchParams) => unknown;

/** `/_emulator/*`: what tests and demonstrations ask of the emulator, and nobody can ask of Stripe. JSON in, JSON out. */
export class Control {
  readonly #emulator: Emulator;
  readonly #operations: [method: string, path: RegExp, operation: Operation][];

  constructor(emulator: Emulator, failures: Failures) {
    this.#emulator = emulator;
    const { store, world, deliveries } = emulator;
    this.#operations = [
      ['GET', /^\/$/, () => ({ ok: true, pid: process.pid, now: world.clock.now() })],
      [
        'POST',
        /^\/reset$/,
        () => {
          failures.clear();
          world.overrides = [];
          emulator.reset();
        },
      ],
      ['GET', /^\/clock$/, () => this.#clock()],
      [
        'POST',
        /^\/clock$/,
        (state: ClockState) => {
          store.transact(() => {
            world.clock.state = state;
          });
          emulator.tick();
          return this.#clock();
        },
      ],
      [
        'POST',
        /^\/clock\/advance$/,
        async (body: { seconds?: number; to?: number; settle?: boolean }) => {
          await emulator.advance(body.to ?? world.clock.now() + (body.seconds ?? 0), body.settle ?? true);
          return this.#clock();
        },
      ],
      ['GET', /^\/failures$/, () => failures.list],
      ['POST', /^\/failures$/, (failure: RequestFailure) => failures.add({ ...failure, count: failure.count ?? 1 })],
      ['DELETE', /^\/failures$/, () => failures.clear()],
      ['GET', /^\/webhook_faults$/, () => store.value<WebhookFault[]>('webhook_faults', [])],
      [
        'POST',
        /^\/webhook_faults$/,
        (fault: WebhookFault) =>
          store.transact(() =>
            store.setValue('webhook_faults', [
              ...store.value<WebhookFault[]>('webhook_faults', []),
              { ...fault, count: fault.count ?? 1 },
            ]),
          ),
      ],
      ['DELETE', /^\/webhook_faults$/, () => store.transact(() => store.setValue('webhook_faults', []))],
      [
        'POST',
        /^\/delivery_order$/,
        (order: Partial<DeliveryOrder>) =>
          store.transact(() =>
            store.setValue('delivery_order', {
              shuffle: order.shuffle ?? null,
              window: order.window ?? SHUFFLE_WINDOW,
            }),
          ),
      ],
      [
        'GET',
        /^\/deliveries$/,
        (_: never, __: string[], query: URLSearchParams) =>
          store
            .all('deliveries')
            .filter(
              (delivery) =>
                (!query.has('event') || delivery.event === query.get('event')) &&
                (!query.has('state') || delivery.state === query.get('state')),
            ),
      ],
      ['POST', /^\/deliveries\/settle$/, () => deliveries.settle()],
      [
        'POST',
        /^\/events\/([^/]+)\/resend$/,
        (_: never, [event]: string[]) => {
          store.transact(() => deliveries.resend(event!));
          deliveries.pump();
        },
      ],
      [
        'GET',
        /^\/webhook_endpoints\/([^/]+)\/secrets$/,
        (_: never, [endpoint]: string[]) => deliveries.secretsOf(endpoint!),
      ],
      [
        'POST',
        /^\/webhook_endpoints\/([^/]+)\/secrets$/,
        (body: { secrets: string[] }, [endpoint]: string[]) =>
          store.transact(() => deliveries.setSecrets(endpoint!, body.secrets)),
      ],
      [
        'POST',
        /^\/card_outcomes$/,
        (override: OutcomeOverride) => void world.overrides.push({ ...override, count: override.count ?? 1 }),
      ],
      [
        'DELETE',
        /^\/card_outcomes$/,
        () => {
          world.overrides = [];
        },
      ],
      [
        'POST',
        /^\/disputes$/,
        (body: { charge: string; reason?: string; inquiry?: boolean; amount?: number }) =>
          this.#change(() => openDispute(world, body.charge, { ...body, reason: body.reason ?? 'fraudulent' })),
      ],
      [
        'POST',
        /^\/disputes\/([^/]+)\/close$/,
        (body: { status: 'won' | 'lost' | 'warning_closed' }, [dispute]: string[]) =>
          this.#change(() => closeDispute(world, dispute!, body.status)),
      ],
      [
        'POST',
        /^\/refunds\/([^/]+)\/fail$/,
        (_: never, [refund]: string[]) => this.#change(() => failRefund(world, refund!)),
      ],
      [
        'POST',
        /^\/tax_ids\/([^/]+)$/,
        (body: { status: 'verified' | 'unverified' | 'unavailable'; name?: string }, [taxId]: string[]) =>
          this.#change(() => decideTaxId(world, taxId!, body.status, body.name ?? null)),
      ],
      ['GET', /^\/settings$/, () => world.settings],
      [
        'POST',
        /^\/settings$/,
        (settings: Partial<Settings>) => {
          store.transact(() =>
            store.setValue('settings', { ...store.value<Partial<Settings>>('settings', {}), ...settings }),
          );
          return world.settings;
        },
      ],
      ['GET', /^\/snapshot$/, () => store.snapshot()],
      ['POST', /^\/snapshot$/, (snapshot: JournalEntry) => store.restore(snapshot)],
      [
        'GET',
        /^\/contract$/,
        () => ({
          made_for: emulator.contract.schemas.inputs,
          checked: emulator.contract.checked,
          breaches: emulator.contract.breaches,
        }),
      ],
    ];
  }

  async answer(method: string, path: string, query: URLSearchParams, body: string): Promise<ControlAnswer> {
    const below = path.slice('/_emulator'.length) || '/';
    for (const [verb, pattern, operation] of this.#operations) {
      const match = verb === method ? pattern.exec(below) : null;
      if (!match) continue;
      try {
        const value = await operation((body ? JSON.parse(body) : {}) as never, match.slice(1), query);
        return { status: 200, value };
      } catch (fault) {
        if (fault instanceof StripeError) return { status: fault.status, value: { error: fault.body } };
        return { status: 400, value: { error: { message: fault instanceof Error ? fault.message : String(fault) } } };
      }
    }
    return { status: 404, value: { error: { message: `The control plane has no ${method} ${path}` } } };
  }

  #clock(): { now: number; state: ClockState; next: number | null } {
    const { world, due } = this.#emulator;
    return { now: world.clock.now(), state: world.clock.state, next: due.nextInstant(null) };
  }

  #change<R>(work: () => R): R {
    const { store, world, deliveries } = this.#emulator;
    const result = store.transact(() => world.at(world.clock.now(), null, work));
    deliveries.pump();
    return result;
  }
}
