import { OPERATIONS, type OperationName } from '../contract/operations.ts';
import type { Deliveries } from '../webhooks/deliveries.ts';
import type { Handler, Handlers } from './handler.ts';
import { catalogue } from './handlers/catalogue.ts';
import { customers } from './handlers/customers.ts';
import { invoices } from './handlers/invoices.ts';
import { checkout, creditNotes, eventHandlers, portal, testClocks } from './handlers/others.ts';
import { paymentMethods } from './handlers/payment-methods.ts';
import { payments } from './handlers/payments.ts';
import { subscriptions } from './handlers/subscriptions.ts';

interface Route {
  operation: OperationName;
  method: string;
  pattern: RegExp;
  names: string[];
  handle: Handler;
}

/** Finds what answers a request. */
export class Router {
  readonly #routes: Route[];

  /** Throws when an operation of the contract has no handler. */
  constructor(deliveries: Deliveries) {
    const handlers: Handlers = {
      ...customers,
      ...paymentMethods,
      ...payments,
      ...catalogue,
      ...subscriptions,
      ...invoices,
      ...creditNotes,
      ...checkout,
      ...portal,
      ...testClocks,
      ...eventHandlers(deliveries),
    };
    this.#routes = (Object.keys(OPERATIONS) as OperationName[]).map((operation) => {
      const handle = handlers[operation];
      if (!handle) throw new Error(`The operation ${operation} has no handler`);
      const [method, path] = operation.split(' ') as [string, string];
      const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!);
      return { operation, method, names, handle, pattern: new RegExp(`^${path.replaceAll(/:\w+/g, '([^/]+)')}$`) };
    });
  }

  find(
    method: string,
    path: string,
  ): { operation: OperationName; handle: Handler; ids: Record<string, string> } | null {
    for (const route of this.#routes) {
      const match = route.method === method ? route.pattern.exec(path) : null;
      if (match)
        return {
          operation: route.operation,
          handle: route.handle,
          ids: Object.fromEntries(route.names.map((name, index) => [name, decodeURIComponent(match[index + 1]!)])),
        };
    }
    return null;
  }
}
