const DAY_MS = 86_400_000;

/** Days of a trial that are left, a begun one counted whole; none after its end. */
export function trialDaysLeft(endsAt: string, now = Date.now()): number {
  return Math.max(0, Math.ceil((Date.parse(endsAt) - now) / DAY_MS));
}
