/** A moment as Stripe tells it, in seconds. */
export const dateOf = (seconds: number): Date => new Date(seconds * 1_000);

/** The id of what Stripe tells by its id, or whole where that was asked for. */
export const idOf = (thing: string | { id?: string } | null | undefined): string | null =>
  (typeof thing === 'string' ? thing : thing?.id) ?? null;
