import { noSuch } from '../api/stripe-error.ts';
import type { TaxId } from '../store/tables.ts';
import type { World } from './world.ts';

/** Kinds of tax id that Stripe asks the authorities about; others stay `unavailable`. Of `ae_trn` nothing is verified [stripe.md §2.1 row 6]. */
const VERIFIED_KINDS = ['eu_vat', 'gb_vat', 'au_abn'];

export function findTaxId(world: World, id: string, customer?: string): TaxId {
  const found = world.store.get('tax_ids', id);
  if (found && (customer === undefined || found.customer === customer)) return found;
  throw noSuch('tax id', id);
}

/** Keeps a tax id. Its verification is `pending` until it is decided by the control plane (`/_emulator/tax_ids`), as after a day at Stripe. */
export function createTaxId(world: World, customer: string | null, params: { type: string; value: string }): TaxId {
  const taxId: TaxId = {
    id: world.newId('txi_'),
    object: 'tax_id',
    country: params.type === 'ae_trn' ? 'AE' : (/^[A-Z]{2}/.exec(params.value)?.[0] ?? null),
    created: world.timeOf(customer),
    customer,
    customer_account: null,
    livemode: false,
    owner: { customer_account: null, type: customer ? 'customer' : 'self', ...(customer ? { customer } : {}) },
    type: params.type as TaxId['type'],
    value: params.value,
    verification: {
      status: VERIFIED_KINDS.includes(params.type) ? 'pending' : 'unavailable',
      verified_address: null,
      verified_name: null,
    },
  };
  world.store.put('tax_ids', taxId);
  world.emit('customer.tax_id.created', taxId);
  return taxId;
}

/** What the authorities say of a tax id. */
export function decideTaxId(
  world: World,
  id: string,
  status: 'verified' | 'unverified' | 'unavailable',
  name: string | null,
): TaxId {
  findTaxId(world, id);
  return world.update(
    'tax_ids',
    id,
    { verification: { status, verified_address: null, verified_name: status === 'verified' ? name : null } },
    'customer.tax_id.updated',
  );
}

export function deleteTaxId(world: World, id: string): object {
  const taxId = findTaxId(world, id);
  world.store.remove('tax_ids', id);
  world.emit('customer.tax_id.deleted', taxId);
  return { id, object: 'tax_id', deleted: true };
}
