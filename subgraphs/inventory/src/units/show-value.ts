import { minorDigits } from '../imports/values/read-money.ts';

/** As an import plans it, and as an event records it. */
type ImportedMoney = { readonly minorUnits: number; readonly currency: string };
type RecordedMoney = { readonly amountMinor: number; readonly currency: string };

/** A value of a unit as people read it in a list of changes: "AED 2,140,000.00", "12", "sea, corner". Null for nothing. */
export function showValue(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value !== 'object') return String(value);
  if ('currency' in value) return showMoney(value as ImportedMoney | RecordedMoney);
  return 'label' in value ? String(value.label) : JSON.stringify(value);
}

function showMoney(money: ImportedMoney | RecordedMoney): string {
  const { currency } = money;
  const minorUnits = 'minorUnits' in money ? money.minorUnits : money.amountMinor;
  const digits = minorDigits(currency);
  const amount = new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${currency} ${amount.format(minorUnits / 10 ** digits)}`;
}
