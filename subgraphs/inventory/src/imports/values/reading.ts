export type ReadingCode =
  | 'not_a_number'
  | 'negative'
  | 'price_range'
  | 'out_of_range'
  | 'unknown_currency'
  | 'unknown_status'
  | 'unknown_kind'
  | 'unknown_floor'
  | 'unknown_bedrooms';

/** A correction that the person can take by one click; `value` is what the cell should say. */
export interface Suggestion {
  readonly label: string;
  readonly value: string;
}

/** What a cell says: a value, nothing (`null`), or the reason why it cannot be read. */
export type Reading<T> =
  | { readonly ok: true; readonly value: T | null }
  | { readonly ok: false; readonly code: ReadingCode; readonly message: string; readonly suggestion?: Suggestion };

export const nothing = { ok: true, value: null } as const;

export function says<T>(value: T): Reading<T> {
  return { ok: true, value };
}

export function unreadable(code: ReadingCode, message: string, suggestion?: Suggestion): Reading<never> {
  return suggestion ? { ok: false, code, message, suggestion } : { ok: false, code, message };
}
