import type { Customer, InvoiceLine, Price } from '../store/tables.ts';
import type { World } from './world.ts';

type Taxes = NonNullable<InvoiceLine['taxes']>;

/**
 * Tax of a line, from the percentages that the account's settings have for countries: no jurisdiction is known here, and without a
 * registration nothing is collected, as with Stripe. A customer with a tax id in another country than the account's pays by reverse charge.
 */
export function taxesOfLine(
  world: World,
  customer: Customer,
  line: { amount: number; pricing: InvoiceLine['pricing'] },
): Taxes {
  const country = customer.address?.country;
  const percent = country ? world.settings.taxPercent[country] : undefined;
  if (percent === undefined) return [];
  const price: Price | undefined = line.pricing?.price_details
    ? world.store.get('prices', line.pricing.price_details.price)
    : undefined;
  const isInclusive = price?.tax_behavior === 'inclusive';
  const isReversed =
    customer.tax_exempt === 'reverse' ||
    world.store
      .all('tax_ids')
      .some(
        (taxId) =>
          taxId.customer === customer.id && taxId.type === 'eu_vat' && taxId.verification?.status !== 'unverified',
      );
  const exempt = customer.tax_exempt === 'exempt';
  const rate = isReversed || exempt ? 0 : percent;
  const amount = isInclusive ? Math.round((line.amount * rate) / (100 + rate)) : Math.round((line.amount * rate) / 100);
  return [
    {
      amount,
      tax_behavior: isInclusive ? 'inclusive' : 'exclusive',
      tax_rate_details: { tax_rate: `txr_${country}` },
      taxability_reason: isReversed ? 'reverse_charge' : exempt ? 'customer_exempt' : 'standard_rated',
      taxable_amount: isInclusive ? line.amount - amount : line.amount,
      type: 'tax_rate_details',
    },
  ];
}

/** The taxes of several lines, added up by rate, behaviour and reason. */
export function sumTaxes(lines: { taxes: InvoiceLine['taxes'] }[]): Taxes {
  const sums = new Map<string, Taxes[number]>();
  for (const tax of lines.flatMap(({ taxes }) => taxes ?? [])) {
    const key = `${tax.tax_rate_details?.tax_rate} ${tax.tax_behavior} ${tax.taxability_reason}`;
    const sum = sums.get(key);
    sums.set(
      key,
      sum
        ? {
            ...sum,
            amount: sum.amount + tax.amount,
            taxable_amount: (sum.taxable_amount ?? 0) + (tax.taxable_amount ?? 0),
          }
        : tax,
    );
  }
  return [...sums.values()];
}
