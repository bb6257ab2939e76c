import type Stripe from 'stripe';

type Primitive = string | number | boolean | bigint | null | undefined;
type Identified = { id: string };

/** A field: where an id may stand instead of an object (`customer: string | Customer`), the id is what is kept. */
type Field<V> = [Extract<V, string>] extends [never]
  ? Plain<V>
  : string extends Extract<V, string>
    ? Extract<V, Primitive> | Plain<Exclude<V, Primitive | Identified>>
    : Plain<V>;

/** A list inside an object. */
export interface PlainList<T> {
  object: 'list';
  data: T[];
  has_more: boolean;
  url: string;
}

/**
 * A resource of the package as it is kept and sent: expandable fields hold ids, decimals are strings, lists are plain. So a field that the
 * package adds, renames or closes is an error of the compiler here.
 */
export type Plain<T> = T extends Primitive
  ? T
  : T extends Stripe.Decimal
    ? string
    : T extends Stripe.ApiList<infer U>
      ? PlainList<Plain<U>>
      : T extends readonly (infer U)[]
        ? Field<U>[]
        : { [K in keyof T]: Field<T[K]> };

export function listOf<T>(data: T[], url: string, hasMore = false): PlainList<T> {
  return { object: 'list', data, has_more: hasMore, url };
}
