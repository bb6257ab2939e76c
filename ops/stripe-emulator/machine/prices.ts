import type Stripe from 'stripe';
import { invalidRequest, noSuchIn, notEmulated } from '../api/stripe-error.ts';
import { mergeMetadata } from '../objects/metadata.ts';
import type { Price, Product } from '../store/tables.ts';
import type { World } from './world.ts';

export function createProduct(world: World, params: Stripe.ProductCreateParams): Product {
  const id = params.id ?? world.newId('prod_');
  if (world.store.get('products', id))
    throw invalidRequest(`Product already exists.`, { code: 'resource_already_exists', param: 'id' });
  const now = world.now();
  const product: Product = {
    id,
    object: 'product',
    active: params.active ?? true,
    created: now,
    default_price: null,
    description: params.description ?? null,
    images: params.images ?? [],
    livemode: false,
    marketing_features: params.marketing_features ?? [],
    metadata: mergeMetadata({}, params.metadata),
    name: params.name,
    package_dimensions: null,
    shippable: params.shippable ?? null,
    statement_descriptor: params.statement_descriptor ?? null,
    tax_code: params.tax_code ?? null,
    tax_details: null,
    type: 'service',
    unit_label: params.unit_label ?? null,
    updated: now,
    url: params.url ?? null,
  };
  world.store.put('products', product);
  world.emit('product.created', product);
  if (!params.default_price_data) return product;
  const price = createPrice(world, { ...params.default_price_data, product: id } as Stripe.PriceCreateParams);
  return world.store.patch('products', id, { default_price: price.id });
}

export function createPrice(world: World, params: Stripe.PriceCreateParams): Price {
  if (params.billing_scheme === 'tiered' || params.tiers) throw notEmulated('tiered prices');
  if (params.recurring?.usage_type === 'metered') throw notEmulated('metered prices');
  const amount = amountOf(params);
  const id = world.newId('price_');
  const productId = params.product ?? (params.product_data ? createProduct(world, params.product_data).id : null);
  if (!productId) throw invalidRequest('You must specify either `product` or `product_data` when creating a price.');
  const product = world.store.get('products', productId);
  if (!product || product.deleted) throw noSuchIn('product', 'product', productId);
  if (params.lookup_key) takeLookupKey(world, params.lookup_key, params.transfer_lookup_key ?? false);
  const option = (unit: number, behavior: string | undefined): NonNullable<Price['currency_options']>[string] => ({
    custom_unit_amount: null,
    tax_behavior: (behavior ?? 'unspecified') as 'unspecified',
    unit_amount: unit,
    unit_amount_decimal: String(unit),
  });
  const price: Price = {
    id,
    object: 'price',
    active: params.active ?? true,
    billing_scheme: 'per_unit',
    created: world.now(),
    currency: params.currency.toLowerCase(),
    currency_options: {
      [params.currency.toLowerCase()]: option(amount, params.tax_behavior),
      ...Object.fromEntries(
        Object.entries(params.currency_options ?? {}).map(([currency, given]) => [
          currency.toLowerCase(),
          option(amountOf(given), given.tax_behavior),
        ]),
      ),
    },
    custom_unit_amount: null,
    livemode: false,
    lookup_key: params.lookup_key ?? null,
    metadata: mergeMetadata({}, params.metadata),
    nickname: params.nickname ?? null,
    product: product.id,
    recurring: params.recurring
      ? {
          interval: params.recurring.interval,
          interval_count: params.recurring.interval_count ?? 1,
          meter: null,
          trial_period_days: params.recurring.trial_period_days ?? null,
          usage_type: 'licensed',
        }
      : null,
    tax_behavior: params.tax_behavior ?? 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: params.recurring ? 'recurring' : 'one_time',
    unit_amount: amount,
    unit_amount_decimal: String(amount),
  };
  world.store.put('prices', price);
  world.emit('price.created', price);
  return price;
}

export function updatePrice(world: World, id: string, params: Stripe.PriceUpdateParams): Price {
  const before = findPrice(world, id, null);
  if (params.currency_options) throw notEmulated('a change of currency_options of a price');
  if (params.lookup_key && params.lookup_key !== before.lookup_key)
    takeLookupKey(world, params.lookup_key, params.transfer_lookup_key ?? false);
  return world.update(
    'prices',
    id,
    {
      active: params.active ?? before.active,
      lookup_key: params.lookup_key === undefined ? before.lookup_key : params.lookup_key || null,
      metadata: mergeMetadata(before.metadata, params.metadata),
      nickname: params.nickname === undefined ? before.nickname : params.nickname || null,
      tax_behavior: params.tax_behavior ?? before.tax_behavior,
    },
    'price.updated',
  );
}

/** What one unit costs in a currency: minor units. 400 when the price has no such currency. */
export function unitAmount(price: Price, currency: string): number {
  const amount = price.currency === currency ? price.unit_amount : price.currency_options?.[currency]?.unit_amount;
  if (amount === undefined || amount === null)
    throw invalidRequest(
      `The price specified only supports \`${Object.keys(price.currency_options ?? { [price.currency]: 1 }).join('`, `')}\`. This doesn't match the expected currency: \`${currency}\`.`,
      { param: 'items' },
    );
  return amount;
}

export function findPrice(world: World, id: string, param: string | null): Price {
  const price = world.store.get('prices', id);
  if (price) return price;
  throw noSuchIn(param ?? 'price', 'price', id);
}

function amountOf(params: {
  unit_amount?: number;
  unit_amount_decimal?: unknown;
  custom_unit_amount?: unknown;
  tiers?: unknown;
}): number {
  if (params.custom_unit_amount || params.tiers) throw notEmulated('prices without a fixed amount');
  if (params.unit_amount !== undefined) return params.unit_amount;
  const decimal = params.unit_amount_decimal === undefined ? Number.NaN : Number(params.unit_amount_decimal);
  if (Number.isInteger(decimal)) return decimal;
  if (!Number.isNaN(decimal)) throw notEmulated('prices in parts of a minor unit');
  throw invalidRequest('You must specify one of `unit_amount`, `unit_amount_decimal`, or `custom_unit_amount`.', {
    code: 'parameter_missing',
    param: 'unit_amount',
  });
}

/** A lookup key belongs to one active price. */
function takeLookupKey(world: World, key: string, transfer: boolean): void {
  const owner = world.store.all('prices').find((price) => price.lookup_key === key);
  if (!owner) return;
  if (!transfer)
    throw invalidRequest(
      `A price (\`${owner.id}\`) already uses that lookup key. You may set \`transfer_lookup_key\` to transfer it to this price.`,
      { param: 'lookup_key' },
    );
  world.update('prices', owner.id, { lookup_key: null }, 'price.updated');
}
