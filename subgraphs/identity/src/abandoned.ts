/** Ends a transaction that cannot go on, so that nothing of it remains, and carries the answer out of it. */
export class Abandoned<Outcome extends object> extends Error {
  readonly outcome: Outcome;

  constructor(outcome: Outcome) {
    super('The transaction was abandoned');
    this.outcome = outcome;
  }
}

/** Runs a use case and answers what it was abandoned with. */
export async function unlessAbandoned<Outcome extends object>(work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (fault) {
    if (fault instanceof Abandoned) return fault.outcome as Outcome;
    throw fault;
  }
}
