import type { UnitImport } from './import-plan.ts';

type Problem = NonNullable<UnitImport['preview']>['problems']['edges'][number]['node'];

/** One CSV field; a leading sign that a spreadsheet would run as a formula is defused. */
function field(value: string): string {
  const safe = /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** The rows that could not be read, as CSV with a byte-order mark, which spreadsheets need to see UTF-8. */
export function problemsAsCsv(problems: readonly Problem[]): string {
  const rows = problems.map((problem) =>
    [problem.sheet, String(problem.row), problem.column ?? '', problem.value ?? '', problem.reason]
      .map(field)
      .join(','),
  );
  return `\uFEFF${['sheet,row,column,value,reason', ...rows].join('\r\n')}\r\n`;
}

/** Saves the wrong rows for whoever keeps the list. */
export function downloadProblems(fileName: string, problems: readonly Problem[]): void {
  const url = URL.createObjectURL(new Blob([problemsAsCsv(problems)], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${fileName.replace(/\.[^.]+$/u, '')}-rows-to-fix.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
