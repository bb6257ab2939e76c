import { parseArgs } from 'node:util';
import { closeOperatorNote, readOperatorNotes } from '@offplan/billing';
import { fail } from './fail.ts';
import { withSubgraph } from './with-subgraph.ts';

// Prints what an Operator has to look at, a line of JSON each: `node dist/operator-notes.mjs`. With `--close KEY --organisation ID --by NAME` it closes one;
// without `--organisation` one that names none.
const { values } = parseArgs({
  options: { close: { type: 'string' }, organisation: { type: 'string' }, by: { type: 'string' } },
});
await withSubgraph('billing', async ({ db }) => {
  const { close: key, organisation: orgId = null, by } = values;
  if (key === undefined) for (const note of await readOperatorNotes(db)) console.log(JSON.stringify(note));
  else if (orgId === '' || !by)
    fail('Name the Organisation of the note, if it has one (--organisation ID), and who closes it (--by NAME).');
  else if (!(await closeOperatorNote(db, { orgId, key, by })))
    fail(`There is no open note ${key} of ${orgId ?? 'no Organisation'}.`);
});
