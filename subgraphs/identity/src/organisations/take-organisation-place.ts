import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { takePlaces } from '../sessions/throttle.ts';

const DAY_SECONDS = 86_400;
/** Further Organisations of one person within a day: each takes a slug from everybody else. */
const MOST_PER_DAY = 5;

/** Takes a place for a further Organisation of a person, or resolves with the seconds to wait for one. */
export function takeOrganisationPlace(tx: Transaction, userId: string): ReturnType<typeof takePlaces> {
  return takePlaces(tx, [{ kind: 'organisation', key: userId, limit: MOST_PER_DAY, seconds: DAY_SECONDS }]);
}
