import { globSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SETTINGS } from '@offplan/kernel/config/settings';
import { ACTIONS, decide, type Standing } from '@offplan/kernel/permissions/matrix';
import { buildSchema, Kind } from 'graphql';
import { ROOT } from './root.ts';
import { SECURITY_CHECKS } from './security-checks.ts';

const TABLE_START = '<!-- settings: made by `npm run docs` -->';
const TABLE_END = '<!-- /settings -->';

/**
 * The documentation that is made from code: the README's table of variables, what each rule's id means, who may do what, and what proves
 * each security check. By file, from its text now.
 */
async function generatedDocs(): Promise<Map<string, string>> {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const [before, rest] = readme.split(TABLE_START);
  const after = rest?.split(TABLE_END)[1];
  if (before === undefined || after === undefined) throw new Error('README.md has no place for the table of variables');
  return new Map([
    ['README.md', `${before}${TABLE_START}\n${settingsTable()}\n${TABLE_END}${after}`],
    ['docs/rules.md', await rulesPage()],
    ['docs/permissions.md', await permissionsPage()],
    ['docs/security.md', await securityPage()],
  ]);
}

/** Writes them. */
export async function writeDocs(): Promise<void> {
  for (const [file, text] of await generatedDocs()) await writeFile(join(ROOT, file), text);
}

/** Which of them are stale. */
export async function staleDocs(): Promise<string[]> {
  const stale: string[] = [];
  for (const [file, text] of await generatedDocs())
    if ((await readFile(join(ROOT, file), 'utf8').catch(() => null)) !== text)
      stale.push(`${file} is stale: run npm run docs`);
  return stale;
}

/** Who may do what, and which operations of the API ask for it: from the matrix and the schema. */
async function permissionsPage(): Promise<string> {
  const schema = buildSchema(await readFile(join(ROOT, 'schema/generated/supergraph.graphql'), 'utf8'), {
    assumeValidSDL: true,
  });
  const operations = new Map<string, string[]>();
  for (const type of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()])
    for (const field of Object.values(type?.getFields() ?? {}))
      for (const directive of field.astNode?.directives ?? []) {
        if (directive.name.value !== 'access') continue;
        const actions = directive.arguments?.find(({ name }) => name.value === 'actions')?.value;
        if (actions?.kind !== Kind.LIST) continue;
        for (const action of actions.values)
          if (action.kind === Kind.STRING)
            operations.set(action.value, [...(operations.get(action.value) ?? []), field.name]);
      }
  const words = { all: 'yes', own: 'own only', no: '–' } as const;
  const rows = ACTIONS.map((action) => {
    const cells = COLUMNS.map(({ standing }) => words[decide(standing, action)]);
    const asked = (operations.get(action) ?? []).sort().map((name) => `\`${name}\``);
    return `| \`${action}\` | ${cells.join(' | ')} | ${asked.join(', ')} |`;
  });
  return `<!-- Made by \`npm run docs\` from subgraphs/kernel/src/permissions/matrix.ts. -->

# Who may do what

One table decides (\`matrix.ts\`); every operation names its row and does not start without one. *Own only*: what is assigned to the person,
reserved by it, or its own buyers; of members, agents only. A guest has the union of its capabilities, in the projects that it was let
into, narrowed by the allocation. Apps read the same table as \`viewer.workspace.permissions\`.

| action | ${COLUMNS.map(({ title }) => title).join(' | ')} | operations |
| ${'--- | '.repeat(COLUMNS.length + 2).trim()}
${rows.join('\n')}
`;
}

const COLUMNS: { title: string; standing: Standing }[] = [
  { title: 'owner', standing: { role: 'owner' } },
  { title: 'admin', standing: { role: 'admin' } },
  { title: 'sales manager', standing: { role: 'sales_manager' } },
  { title: 'sales agent', standing: { role: 'sales_agent' } },
  { title: 'guest: sales', standing: { capabilities: ['sales'] } },
  { title: 'guest: content', standing: { capabilities: ['content'] } },
  { title: 'guest’s manager', standing: { capabilities: ['sales'], guestRole: 'sales_manager' } },
];

function settingsTable(): string {
  const rows = Object.entries(SETTINGS).map(([name, schema]) => {
    const fallback = schema.safeParse(undefined);
    const value = fallback.success && fallback.data !== undefined ? `\`${fallback.data}\`` : '';
    return `| \`${name}\` | ${value} | ${schema.description ?? ''} |`;
  });
  return ['| variable | default | meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

/** The title of every test, as it is written, with its file and the quote around it. */
async function titles(): Promise<{ title: string; quote: string; file: string }[]> {
  const found: { title: string; quote: string; file: string }[] = [];
  for (const file of globSync('{subgraphs,gateway,schema,ops,clients}/**/*.{test,contract}.ts', {
    cwd: ROOT,
    exclude: (path) => String(path).includes('node_modules'),
  }).sort()) {
    const text = await readFile(join(ROOT, file), 'utf8');
    for (const [, quote, title] of text.matchAll(
      /\b(?:it|test|describe)(?:\.\w+(?:\([^)]*\))?)*\(\s*(['"`])((?:\\.|(?!\1).)*)\1/gs,
    ))
      found.push({ title: title!, quote: quote!, file });
  }
  return found;
}

/** Every title of a test that names rules, under each of the rules. */
async function rulesPage(): Promise<string> {
  const rules = new Map<string, { title: string; file: string }[]>();
  for (const { title, quote, file } of await titles())
    for (const [id] of title.matchAll(/\b(?:ID|INV|BIL|GRO|GW|UI|DES|OPR|OPS|SCH)-\d+\b/g)) {
      const entries = rules.get(id) ?? [];
      const words = title
        .replaceAll(/\b(?:ID|INV|BIL|GRO|GW|UI|DES|OPR|OPS|SCH)-\d+\b\s*/g, '')
        .replaceAll(`\\${quote}`, quote);
      if (!entries.some((entry) => entry.title === words)) entries.push({ title: words, file });
      rules.set(id, entries);
    }
  const number = (id: string) => Number(id.split('-')[1]);
  const ids = [...rules.keys()].sort(
    (one, other) => one.split('-')[0]!.localeCompare(other.split('-')[0]!) || number(one) - number(other),
  );
  const sections = ids.map(
    (id) =>
      `## ${id}\n\n${rules
        .get(id)!
        .map(({ title, file }) => `- ${title} ([test](../${file}))`)
        .join('\n')}`,
  );
  return `# Rules\n\nWhat each id in the code means, in the words of the tests that prove it. Made by \`npm run docs\` from the tests' titles.\n\n${sections.join('\n\n')}\n`;
}

const CHECKS_NAMED = /security checks? (\d+(?:(?:, | and |, and )\d+)*):?\s*/;

/** What each security check asks for, and the tests that name it. A check without any says why. */
async function securityPage(): Promise<string> {
  const proofs = new Map<number, Set<string>>();
  for (const { title, quote, file } of await titles()) {
    const [whole, numbers] = CHECKS_NAMED.exec(title) ?? [];
    if (!whole) continue;
    const words = title
      .replace(CHECKS_NAMED, '')
      .replaceAll(/\b(?:ID|INV|BIL|GRO|GW|UI|DES|OPR|OPS|SCH)-\d+\b\s*/g, '')
      .replaceAll(`\\${quote}`, quote)
      .replaceAll('|', '\\|')
      // A title of many cases names them by what is put in.
      .replace(/^%s.*/, 'case by case');
    for (const [number] of numbers!.matchAll(/\d+/g)) {
      const known = proofs.get(Number(number)) ?? new Set();
      proofs.set(Number(number), known.add(`${words} ([test](../${file}))`));
    }
  }
  const rows = Object.entries(SECURITY_CHECKS).map(([number, { asks, later }]) => {
    const known = [...(proofs.get(Number(number)) ?? [])];
    if (known.length === 0 && !later) throw new Error(`No test names security check ${number}`);
    return `| ${number} | ${asks} | ${known.length > 0 ? known.join('<br>') : `Not yet: ${later}`} |`;
  });
  return [
    '# Security checks',
    '',
    'What is asked of offplan (from OWASP ASVS 5.0 and the cheat sheets on GraphQL, tenants and WebSockets) and what proves it. The last column is made by',
    "`npm run docs` from the tests' titles; a check that no test names stops it.",
    '',
    '| # | check | proved by |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
