import type Stripe from 'stripe';
import { createPrice, createProduct, findPrice, updatePrice } from '../../machine/prices.ts';
import type { World } from '../../machine/world.ts';
import { mergeMetadata } from '../../objects/metadata.ts';
import type { Product } from '../../store/tables.ts';
import { type Handlers, handler } from '../handler.ts';
import { page } from '../list.ts';
import { invalidRequest, noSuch } from '../stripe-error.ts';

function findProduct(world: World, id: string): Product {
  const product = world.store.get('products', id);
  if (!product || product.deleted) throw noSuch('product', id);
  return product;
}

export const catalogue: Handlers = {
  'POST /v1/products': handler<Stripe.ProductCreateParams>(
    [
      'id',
      'name',
      'active',
      'description',
      'images',
      'marketing_features',
      'metadata',
      'shippable',
      'statement_descriptor',
      'tax_code',
      'unit_label',
      'url',
      'default_price_data',
    ],
    ({ world, params }) => createProduct(world, params),
  ),
  'GET /v1/products': handler<Stripe.ProductListParams>(
    ['active', 'ids', 'created', 'limit', 'starting_after', 'ending_before'],
    ({ world, params }) =>
      page(
        world.store
          .all('products')
          .filter(
            (product) =>
              !product.deleted &&
              (params.active === undefined || product.active === params.active) &&
              (params.ids === undefined || params.ids.includes(product.id)),
          ),
        params,
        '/v1/products',
      ),
  ),
  'GET /v1/products/:product': handler('all', ({ world, ids }) => findProduct(world, ids.product!)),
  'POST /v1/products/:product': handler<Stripe.ProductUpdateParams>(
    ['active', 'default_price', 'description', 'metadata', 'name', 'url', 'tax_code'],
    ({ world, ids, params }) => {
      const before = findProduct(world, ids.product!);
      return world.update(
        'products',
        before.id,
        {
          active: params.active ?? before.active,
          default_price: params.default_price
            ? findPrice(world, params.default_price, 'default_price').id
            : (before.default_price ?? null),
          description: params.description === undefined ? before.description : params.description || null,
          metadata: mergeMetadata(before.metadata, params.metadata),
          name: params.name ?? before.name,
          tax_code: params.tax_code === undefined ? (before.tax_code ?? null) : params.tax_code || null,
          updated: world.now(),
          url: params.url === undefined ? before.url : params.url || null,
        },
        'product.updated',
      );
    },
  ),
  'DELETE /v1/products/:product': handler('all', ({ world, ids }) => {
    const product = findProduct(world, ids.product!);
    if (world.store.all('prices').some((price) => price.product === product.id))
      throw invalidRequest('This product cannot be deleted because it has one or more user-created prices.');
    world.store.put('products', { ...product, deleted: true });
    world.emit('product.deleted', product);
    return { id: product.id, object: 'product', deleted: true };
  }),
  'POST /v1/prices': handler<Stripe.PriceCreateParams>(
    [
      'active',
      'billing_scheme',
      'currency',
      'currency_options',
      'custom_unit_amount',
      'lookup_key',
      'metadata',
      'nickname',
      'product',
      'product_data',
      'recurring',
      'tax_behavior',
      'tiers',
      'transfer_lookup_key',
      'unit_amount',
      'unit_amount_decimal',
    ],
    ({ world, params }) => createPrice(world, params),
  ),
  'GET /v1/prices': handler<Stripe.PriceListParams>('all', ({ world, params }) =>
    page(
      world.store
        .all('prices')
        .filter(
          (price) =>
            (params.active === undefined || price.active === params.active) &&
            (params.currency === undefined || price.currency === params.currency) &&
            (params.product === undefined || price.product === params.product) &&
            (params.type === undefined || price.type === params.type) &&
            (params.lookup_keys === undefined ||
              (price.lookup_key !== null && params.lookup_keys.includes(price.lookup_key))) &&
            (params.recurring?.interval === undefined || price.recurring?.interval === params.recurring.interval),
        ),
      params,
      '/v1/prices',
    ),
  ),
  'GET /v1/prices/:price': handler('all', ({ world, ids }) => findPrice(world, ids.price!, null)),
  'POST /v1/prices/:price': handler<Stripe.PriceUpdateParams>(
    ['active', 'currency_options', 'lookup_key', 'metadata', 'nickname', 'tax_behavior', 'transfer_lookup_key'],
    ({ world, ids, params }) => updatePrice(world, ids.price!, params),
  ),
};
