import { parseArgs } from 'node:util';
import { findOrganisation, type IdentityOptions, sendRestoreLink } from '@offplan/identity';
import { fail } from './fail.ts';
import { withSubgraph } from './with-subgraph.ts';

// Mails the Owner of an archived Organisation the link to bring it back by paying (BIL-29): `node dist/restore-link.mjs --organisation SLUG --by NAME`.
const text = { type: 'string' } as const;
const { organisation, by } = parseArgs({ options: { organisation: text, by: text } }).values;

if (!organisation || !by) fail('Say --organisation SLUG and --by NAME.');
else
  await withSubgraph('identity', async ({ db, logger }, definition) => {
    const orgId = await findOrganisation(db, organisation);
    if (!orgId) return fail(`No Organisation is called ${organisation}.`);
    const outcome = await sendRestoreLink(definition.options as IdentityOptions, db, { orgId, by });
    if (outcome.done) logger.info({ organisation }, 'The link to bring it back is on its way to the Owner');
    else fail(outcome.message);
  });
