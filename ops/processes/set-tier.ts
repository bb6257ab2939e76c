import { parseArgs } from 'node:util';
import { readLimits, setTier } from '@offplan/billing';
import { fail } from './fail.ts';
import { withBillingOf } from './with-billing-of.ts';

// Gives an Organisation Enterprise by hand, with limits that were agreed upon, or takes it back (BIL-26):
// `node dist/set-tier.mjs --organisation SLUG --tier tier_3_enterprise|none [--limits JSON] --by NAME --reason TEXT`. Safe to repeat.
/** The tier that is by contact; the others are bought. */
const GIVEN = 'tier_3_enterprise' as const;
const text = { type: 'string' } as const;
const { organisation, tier, limits, by, reason } = parseArgs({
  options: { organisation: text, tier: text, limits: text, by: text, reason: text },
}).values;

const read = limits === undefined ? { limits: null } : readLimits(limits);
if (!organisation || !by || !reason || (tier !== GIVEN && tier !== 'none'))
  fail(`Say --organisation SLUG, --tier ${GIVEN} or none, --by NAME and --reason TEXT.`);
else if ('fault' in read) fail(read.fault);
else if (tier === 'none' && read.limits) fail('Limits come with a tier; with none leave --limits out.');
else
  await withBillingOf(organisation, async ({ orgId, db, options, logger }) => {
    const given = tier === 'none' ? null : { tier: GIVEN, limits: read.limits };
    const outcome = await setTier(options, db, { orgId, given, by, reason });
    if (!outcome.done) return fail(outcome.message);
    logger.info({ organisation, tier, isNew: outcome.isNew }, 'The tier is set');
    if (outcome.isCharged)
      logger.warn({ organisation }, 'A plan runs beside it and is charged for; end it in Stripe if that is not meant');
  });
