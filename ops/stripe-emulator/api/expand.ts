import type { Schema, Schemas } from '../contract/schemas.ts';
import type { World } from '../machine/world.ts';
import { listOf } from '../store/plain.ts';
import type { TableName } from '../store/tables.ts';
import { INCLUDABLE, render } from './render.ts';
import { invalidRequest } from './stripe-error.ts';

/** In which table an object of a kind is. */
const TABLE_OF: Record<string, TableName> = {
  customer: 'customers',
  payment_method: 'payment_methods',
  setup_intent: 'setup_intents',
  payment_intent: 'payment_intents',
  product: 'products',
  price: 'prices',
  subscription: 'subscriptions',
  subscription_schedule: 'subscription_schedules',
  invoice: 'invoices',
  invoiceitem: 'invoiceitems',
  invoice_payment: 'invoice_payments',
  charge: 'charges',
  refund: 'refunds',
  credit_note: 'credit_notes',
  dispute: 'disputes',
  balance_transaction: 'balance_transactions',
  customer_balance_transaction: 'customer_balance_transactions',
  tax_id: 'tax_ids',
  'checkout.session': 'checkout_sessions',
  'billing_portal.configuration': 'portal_configurations',
  'test_helpers.test_clock': 'test_clocks',
};

/** At most four levels [stripe.md §3 "Expand"]. */
const DEEPEST = 4;

/** An answer with the objects that `expand` names in the place of their ids. 400 for what cannot be expanded. */
export function expandAnswer(
  world: World,
  schemas: Schemas,
  schema: Schema,
  answer: object,
  paths: string[] = [],
): object {
  const rendered = render(answer) as Record<string, unknown>;
  for (const path of paths) {
    const segments = path.split('.');
    if (segments.filter((segment) => segment !== 'data').length > DEEPEST)
      throw invalidRequest(`You cannot expand more than ${DEEPEST} levels of a property. Property: ${path}`);
    expandPath({ world, schemas, path }, schema, answer as Record<string, unknown>, rendered, segments);
  }
  return rendered;
}

interface Context {
  world: World;
  schemas: Schemas;
  path: string;
}

/** Follows a path in the whole object (which has what is left out by default) and writes what it finds into the answer. */
function expandPath(
  context: Context,
  schema: Schema,
  whole: Record<string, unknown>,
  rendered: Record<string, unknown>,
  [segment, ...rest]: string[],
): void {
  if (segment === undefined) return;
  const kind = typeof whole.object === 'string' ? whole.object : '';
  const property = objectSchemas(context.schemas, schema)
    .map((each) => each.properties?.[segment])
    .find((each) => each !== undefined);
  if (!property) throw cannot(context.path);
  // Of what was deleted there is nothing to show.
  if (whole.deleted === true) return;
  const isIncludable = INCLUDABLE[kind]?.includes(segment) ?? false;
  const targets = expandable(context.schemas, property);
  if (rest.length === 0 && !isIncludable && !targets) throw cannot(context.path);
  if (isIncludable && !(segment in rendered)) {
    whole = { ...whole, [segment]: whole[segment] ?? included(context.world, kind, segment, String(whole.id)) };
    if (whole[segment] !== undefined) rendered[segment] = render(whole[segment]);
  }
  let [value, shown] = [whole[segment], rendered[segment]];
  if (targets && typeof value === 'string') {
    const found = findObject(context.world, targets, value);
    if (found) {
      value = found;
      if (typeof shown === 'string') shown = rendered[segment] = render(found);
    }
  }
  if (rest.length === 0 || value === null || value === undefined) return;
  const parts = Array.isArray(value) ? value : [value];
  const shownParts = Array.isArray(shown) ? shown : [shown];
  for (const [index, part] of parts.entries())
    if (typeof part === 'object' && part !== null)
      expandPath(
        context,
        property,
        part as Record<string, unknown>,
        shownParts[index] as Record<string, unknown>,
        rest,
      );
}

/** A deleted object is shown as such. */
function findObject(world: World, kinds: string[], id: string): object | null {
  for (const kind of kinds) {
    const table = TABLE_OF[kind];
    const found = table ? world.store.get(table, id) : undefined;
    if (found) return (found as { deleted?: true }).deleted ? { id, object: kind, deleted: true } : found;
  }
  return null;
}

/** What of an object is put together only when it is asked for. */
function included(world: World, kind: string, field: string, id: string): unknown {
  if (kind === 'customer' && field === 'subscriptions')
    return listOf(
      world.store
        .all('subscriptions')
        .filter((each) => each.customer === id && each.status !== 'canceled')
        .reverse(),
      `/v1/customers/${id}/subscriptions`,
    );
  if (kind === 'customer' && field === 'tax_ids')
    return listOf(
      world.store
        .all('tax_ids')
        .filter((each) => each.customer === id)
        .reverse(),
      `/v1/customers/${id}/tax_ids`,
    );
  if (kind === 'customer' && field === 'sources') return listOf([], `/v1/customers/${id}/sources`);
  if (kind === 'customer' && field === 'tax') {
    const { address } = world.store.must('customers', id);
    return {
      automatic_tax: address?.country ? 'supported' : 'unrecognized_location',
      ip_address: null,
      location: address?.country ? { country: address.country, source: 'billing_address', state: address.state } : null,
      provider: 'stripe',
    };
  }
  if (kind === 'charge' && field === 'refunds')
    return listOf(
      world.store
        .all('refunds')
        .filter((each) => each.charge === id)
        .reverse(),
      `/v1/charges/${id}/refunds`,
    );
  return undefined;
}

/** For an invoice the payments are kept elsewhere: see `withPayments`. */
function objectSchemas(schemas: Schemas, schema: Schema): Schema[] {
  if (schema.$ref) return objectSchemas(schemas, schemas.$defs[schema.$ref.slice('#/$defs/'.length)]!);
  if (schema.anyOf) return schema.anyOf.flatMap((part) => objectSchemas(schemas, part));
  if (schema.type === 'array') return objectSchemas(schemas, schema.items!);
  return schema.type === 'object' ? [schema] : [];
}

/** The kinds of object that an id in a field may stand for; null when the field is none of that sort. */
function expandable(schemas: Schemas, schema: Schema): string[] | null {
  if (schema.type === 'array') return expandable(schemas, schema.items!);
  if (!schema.anyOf?.some((part) => part.type === 'string' && !part.enum)) return null;
  const kinds = objectSchemas(schemas, schema).map((part) => part.properties?.object?.const);
  return kinds.filter((kind): kind is string => typeof kind === 'string');
}

function cannot(path: string) {
  return invalidRequest(
    `This property cannot be expanded (${path}). You may want to try expanding 'data.${path}', or the property does not exist on this object.`,
  );
}
