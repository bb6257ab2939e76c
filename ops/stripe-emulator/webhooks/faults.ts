import type { World } from '../machine/world.ts';

/** What goes wrong with deliveries, on demand. */
export type WebhookFault = {
  /** Types of event it meets; all without. */
  types?: string[];
  /** How many events; then the fault is gone. */
  count: number;
} & (
  | { kind: 'duplicate'; times: number }
  | { kind: 'drop' }
  /** Emulated seconds. */
  | { kind: 'delay'; seconds: number }
  /** A second event, with another id, about the same change. */
  | { kind: 'second_event' }
  | { kind: 'wrong_signature' }
  /** Seconds that the signature is old. */
  | { kind: 'old_timestamp'; seconds: number }
);

/** Takes the faults that meet an event, each counted down by one. Within a transaction. */
export function takeFaults(world: World, type: string): WebhookFault[] {
  const faults = world.store.value<WebhookFault[]>('webhook_faults', []);
  const meets = (fault: WebhookFault) => fault.types === undefined || fault.types.includes(type);
  if (!faults.some(meets)) return [];
  world.store.setValue(
    'webhook_faults',
    faults
      .map((fault) => (meets(fault) ? { ...fault, count: fault.count - 1 } : fault))
      .filter(({ count }) => count > 0),
  );
  return faults.filter(meets);
}
