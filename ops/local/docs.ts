import { writeDocs } from './generated-docs.ts';

// npm run docs: writes the documentation that is made from code.
await writeDocs();
console.log('Wrote docs/rules.md, docs/permissions.md, docs/security.md and the table of variables in README.md.');
