import { minorDigits } from './values/read-money.ts';

/** A value of a unit as people read it in a list of changes: "AED 2,140,000.00", "12", "sea, corner". Null for nothing. */
export function showValue(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value !== 'object') return String(value);
  if ('minorUnits' in value && 'currency' in value) return showMoney(value as { minorUnits: number; currency: string });
  return 'label' in value ? String(value.label) : JSON.stringify(value);
}

function showMoney({ minorUnits, currency }: { minorUnits: number; currency: string }): string {
  const digits = minorDigits(currency);
  const amount = new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${currency} ${amount.format(minorUnits / 10 ** digits)}`;
}
