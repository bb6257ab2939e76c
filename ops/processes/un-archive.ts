import { parseArgs } from 'node:util';
import { findOrganisation, unArchive } from '@offplan/identity';
import { fail } from './fail.ts';
import { withSubgraph } from './with-subgraph.ts';

// Brings an archived Organisation back without a payment, as a Free Guest (BIL-29):
// `node dist/un-archive.mjs --organisation SLUG --by NAME --reason TEXT`. Safe to repeat.
const text = { type: 'string' } as const;
const { organisation, by, reason } = parseArgs({ options: { organisation: text, by: text, reason: text } }).values;

if (!organisation || !by || !reason) fail('Say --organisation SLUG, --by NAME and --reason TEXT.');
else
  await withSubgraph('identity', async ({ db, logger }) => {
    const orgId = await findOrganisation(db, organisation);
    if (!orgId) return fail(`No Organisation is called ${organisation}.`);
    const outcome = await unArchive(db, { orgId, by, reason });
    if (outcome.done) logger.info({ organisation }, 'The Organisation is back, as a Free Guest');
    else fail(outcome.message);
  });
