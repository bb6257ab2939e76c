import { parseArgs } from 'node:util';
import { extendTrial } from '@offplan/billing';
import { fail } from './fail.ts';
import { withBillingOf } from './with-billing-of.ts';

// Gives a trial that runs 1 to 7 more days, once an Organisation (OPR-4, GRO-2):
// `node dist/extend-trial.mjs --organisation SLUG --days N --by NAME --reason TEXT`. Safe to repeat.
const text = { type: 'string' } as const;
const { organisation, days, by, reason } = parseArgs({
  options: { organisation: text, days: text, by: text, reason: text },
}).values;

if (!organisation || !days || !by || !reason)
  fail('Say --organisation SLUG, --days from 1 to 7, --by NAME and --reason TEXT.');
else
  await withBillingOf(organisation, async ({ orgId, db, options, logger }) => {
    const outcome = await extendTrial(options, db, { orgId, days: Number(days), by, reason });
    if (!outcome.done) return fail(outcome.message);
    const { endsAt, isNew } = outcome;
    logger.info({ organisation, endsAt, isNew }, 'The trial is longer, as soon as Stripe has heard of it');
  });
