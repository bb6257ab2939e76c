/** A value of a unit as people read it in a list of changes: "AED 2,140,000.00", "12", "sea, corner". Null for nothing. */
export function showValue(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value !== 'object') return String(value);
  if ('minorUnits' in value && 'currency' in value) return showMoney(value as { minorUnits: number; currency: string });
  return 'label' in value ? String(value.label) : JSON.stringify(value);
}

function showMoney({ minorUnits, currency }: { minorUnits: number; currency: string }): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'code' });
  return format
    .format(minorUnits / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
    .replace(/\u00a0/g, ' ');
}
