import type { ApolloClient } from '@apollo/client';
import type { UnitImportProblemsQuery } from '../generated/graphql.ts';
import type { Translate } from '../i18n/catalogue.tsx';
import { UnitImportProblemsDocument } from './import-documents.ts';

type Preview = NonNullable<NonNullable<UnitImportProblemsQuery['unitImport']>['preview']>;
type Problem = Preview['problems']['edges'][number]['node'];

/** What keeps the rows of a dry run from being written: all of it, page by page. */
export async function loadProblems(apollo: Pick<ApolloClient, 'query'>, importId: string): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (let after: string | null = null, hasMore = true; hasMore; ) {
    const { data }: { data?: UnitImportProblemsQuery } = await apollo.query({
      query: UnitImportProblemsDocument,
      variables: { id: importId, after },
      fetchPolicy: 'no-cache',
    });
    const page: Preview['problems'] | undefined = data?.unitImport?.preview?.problems;
    problems.push(...(page?.edges ?? []).map(({ node }) => node).filter(({ severity }) => severity === 'ERROR'));
    after = page?.pageInfo.endCursor ?? null;
    hasMore = page?.pageInfo.hasNextPage ?? false;
  }
  return problems;
}

/** One CSV field; a leading sign that a spreadsheet would run as a formula is defused. */
function field(value: string): string {
  const safe = /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** The rows that could not be read, as CSV with a byte-order mark, which spreadsheets need to see UTF-8. */
export function problemsAsCsv(t: Translate, problems: readonly Problem[]): string {
  const headings = [t('import.sheet'), t('import.row'), t('import.column'), t('import.value'), t('import.reason')];
  const rows = problems.map((problem) => [
    problem.sheet,
    String(problem.row),
    problem.column ?? '',
    problem.value ?? '',
    problem.reason,
  ]);
  return `\uFEFF${[headings, ...rows].map((fields) => fields.map(field).join(',')).join('\r\n')}\r\n`;
}

/** Saves a text as a file of the browser. */
export function saveCsv(fileName: string, csv: string): void {
  const url = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${fileName.replace(/\.[^.]+$/u, '')}-rows-to-fix.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
