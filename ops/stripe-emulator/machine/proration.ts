/** Rounds `amount × part / whole` down (towards minus infinity), exactly. */
function floorOfShare(amount: bigint, part: bigint, whole: bigint): number {
  const product = amount * part;
  const quotient = product / whole;
  return Number(product % whole !== 0n && product < 0n !== whole < 0n ? quotient - 1n : quotient);
}

/**
 * The share of an amount for the time that is left of a period: `floor(amount × (end − instant) / (end − start))`, in minor units and whole
 * seconds, exact [stripe.md §3 "Proration", recorded: −1000 and 500 at 2/3 are −667 and 333; −1000 and 1800 at 1/400 are −3 and 4].
 */
export function share(amount: number, start: number, end: number, instant: number): number {
  if (end <= start) return 0;
  const left = Math.min(Math.max(end - instant, 0), end - start);
  return floorOfShare(BigInt(amount), BigInt(left), BigInt(end - start));
}
