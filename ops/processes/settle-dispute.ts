import { parseArgs } from 'node:util';
import { settleDispute } from '@offplan/billing';
import { fail } from './fail.ts';
import { withBillingOf } from './with-billing-of.ts';

// Records what became of a lost dispute (BIL-45):
// `node dist/settle-dispute.mjs --organisation SLUG --dispute ID --as settled|declined --by NAME --reason TEXT [--fee none]`. Safe to repeat.
const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: { organisation: text, dispute: text, as: text, by: text, reason: text, fee: { ...text, default: 'none' } },
});
const { organisation, dispute, as, by, reason, fee } = values;

if (!organisation || !dispute || !by || !reason || (as !== 'settled' && as !== 'declined'))
  fail('Say --organisation SLUG, --dispute ID, --as settled or declined, --by NAME and --reason TEXT.');
else if (fee !== 'none') fail('No fee is charged for a settled dispute; leave --fee out.');
else
  await withBillingOf(organisation, async ({ orgId, db, options, logger }) => {
    const outcome = await settleDispute(options, db, { orgId, disputeId: dispute, as, by, reason });
    if (outcome.done) logger.info({ organisation, dispute, as, isNew: outcome.isNew }, 'The dispute is recorded');
    else fail(outcome.message);
  });
