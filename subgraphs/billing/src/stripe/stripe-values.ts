/** A moment as Stripe tells it, in seconds. */
export const dateOf = (seconds: number): Date => new Date(seconds * 1_000);

/** A moment of ours as Stripe takes it. */
export const secondsOf = (date: Date): number => Math.floor(date.getTime() / 1_000);

/** Whether something at Stripe came after a moment of ours, or in its second: Stripe counts in whole ones. */
export const isSince = (at: Date, since: Date): boolean => at >= dateOf(secondsOf(since));

/** The id of what Stripe tells by its id, or whole where that was asked for. */
export const idOf = (thing: string | { id?: string } | null | undefined): string | null =>
  (typeof thing === 'string' ? thing : thing?.id) ?? null;
