import { replayParkedEvents } from '@offplan/billing';
import { withSubgraph } from './with-subgraph.ts';

// Works parked events of Stripe off again (BIL-33): `node dist/replay-stripe-events.mjs`, or with the ids of some. Safe to repeat.
await withSubgraph('billing', async ({ db, logger }) => {
  const ids = process.argv.slice(2);
  const replayed = await replayParkedEvents(db, ids.length > 0 ? ids : undefined);
  logger.info({ replayed }, 'Parked events are worked off again');
});
