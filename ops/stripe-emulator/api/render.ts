/**
 * Fields that an object has only when `expand` asks for them [stripe.md §3 "Expand"]. Those that the emulator computes when asked are in
 * expand.ts; the others are kept with the object and left out here.
 */
export const INCLUDABLE: Record<string, readonly string[]> = {
  customer: ['subscriptions', 'tax_ids', 'sources', 'tax', 'test_clock', 'cash_balance', 'invoice_credit_balance'],
  price: ['currency_options', 'tiers'],
  invoice: ['payments', 'confirmation_secret'],
  'checkout.session': ['line_items'],
  charge: ['refunds'],
};

/** An object as it is sent when nothing is asked for. */
export function render<T>(value: T): T {
  if (Array.isArray(value)) return value.map(render) as T;
  if (typeof value !== 'object' || value === null) return value;
  const kind = (value as { object?: unknown }).object;
  const hidden = typeof kind === 'string' ? (INCLUDABLE[kind] ?? []) : [];
  const rendered: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value))
    if (!hidden.includes(key) && part !== undefined) rendered[key] = render(part);
  return rendered as T;
}

/** What of `before` is different in `after`: only keys that changed, also in nested objects; as `previous_attributes` of an event. */
export function previousAttributes(before: object, after: object): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  const [old, now] = [before as Record<string, unknown>, after as Record<string, unknown>];
  for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
    if (JSON.stringify(old[key]) === JSON.stringify(now[key])) continue;
    changed[key] =
      isPlainObject(old[key]) && isPlainObject(now[key]) ? previousAttributes(old[key], now[key]) : (old[key] ?? null);
  }
  return changed;
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
