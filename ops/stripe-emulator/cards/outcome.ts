import type { World } from '../machine/world.ts';
import { cardOfNumber, type TestCard } from './test-cards.ts';

/** What becomes of a try to charge or save a card. */
export type Outcome =
  | { is: 'success'; card: TestCard }
  | { is: 'requires_action'; card: TestCard }
  | { is: 'declined'; card: TestCard; code: string; decline_code?: string; message: string };

/** A wish of a test: the next payments with a card, or of a customer, end otherwise than the card's number says. */
export interface OutcomeOverride {
  /** A payment method (`pm_…`), a customer (`cus_…`) or `*` for all. */
  of: string;
  outcome: 'success' | 'requires_action' | 'declined';
  /** With `declined`. */
  decline_code?: string;
  /** How many payments; then the override is gone. */
  count: number;
}

/** Decides a charge: the card's own habits, unless a test has asked for something else. */
export function outcomeOfCharge(
  world: World,
  { paymentMethod, customer, isAuthenticated }: { paymentMethod: string; customer: string; isAuthenticated: boolean },
): Outcome {
  const facts = world.store.must('card_facts', paymentMethod);
  const card = cardOfNumber(facts.number)!;
  const override = takeOverride(world, [paymentMethod, customer, '*']);
  if (override?.outcome === 'success') return { is: 'success', card };
  if (override?.outcome === 'requires_action' && !isAuthenticated) return { is: 'requires_action', card };
  if (override?.outcome === 'declined') {
    const decline_code = override.decline_code ?? 'generic_decline';
    return { is: 'declined', card, code: 'card_declined', decline_code, message: 'Your card was declined.' };
  }
  if (card.decline) return { is: 'declined', card, ...card.decline };
  const mustAuthenticate =
    card.authentication === 'always' || (card.authentication === 'setup' && !facts.authenticated);
  return { is: mustAuthenticate && !isAuthenticated ? 'requires_action' : 'success', card };
}

/** Decides whether a card can be saved. */
export function outcomeOfSetup(world: World, paymentMethod: string, isAuthenticated: boolean): Outcome {
  const facts = world.store.must('card_facts', paymentMethod);
  const card = cardOfNumber(facts.number)!;
  if (card.decline && !card.attaches) return { is: 'declined', card, ...card.decline };
  return { is: card.authentication && !isAuthenticated && !facts.authenticated ? 'requires_action' : 'success', card };
}

/** Counts down also when what was tried is undone: the wish was for the try. */
function takeOverride(world: World, of: string[]): OutcomeOverride | null {
  const found = world.overrides.find((override) => of.includes(override.of));
  if (!found) return null;
  found.count -= 1;
  if (found.count <= 0) world.overrides = world.overrides.filter((override) => override !== found);
  return found;
}
