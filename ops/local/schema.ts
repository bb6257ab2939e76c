import { checkSchema, writeSchema } from '@offplan/schema';
import { checkTypedDocuments, writeTypedDocuments } from './typed-documents.ts';

// npm run schema: writes SDL, supergraph, variants and the clients' typed documents; with --check says what is stale, breaks a rule or breaks what was released.
if (process.argv.includes('--check')) {
  const faults = [...(await checkSchema()), ...(await checkTypedDocuments())];
  for (const fault of faults) console.error(`  - ${fault}`);
  console.log(
    faults.length === 0 ? 'The schema is up to date and keeps its rules.' : `${faults.length} faults in the schema.`,
  );
  process.exit(faults.length === 0 ? 0 : 1);
}
await writeSchema();
await writeTypedDocuments();
console.log('Wrote schema/generated and clients/admin/src/generated.');
