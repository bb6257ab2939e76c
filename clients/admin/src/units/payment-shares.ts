/** The shares of a plan such as "10/40/50" or "20% / 80%"; null when they are not shares of one whole. */
export function sharesOf(plan: string): number[] | null {
  const parts = plan.split('/').map((part) => part.replace('%', '').trim());
  if (parts.length < 2 || !parts.every((part) => /^\d+(\.\d+)?$/u.test(part))) return null;
  const shares = parts.map(Number);
  return Math.abs(shares.reduce((sum, share) => sum + share, 0) - 100) < 0.01 ? shares : null;
}
