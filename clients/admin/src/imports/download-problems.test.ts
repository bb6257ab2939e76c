import { describe, expect, it } from 'vitest';
import { loadProblems, problemsAsCsv } from './download-problems.ts';

const COUNT = 240;
const PAGE = 100;

/** Answers pages of so many wrong rows, every third with a warning beside it. */
const server = {
  query: async ({ variables }: { variables: { after: string | null } }) => {
    const from = Number(variables.after ?? 0);
    const to = Math.min(from + PAGE, COUNT);
    const edges = Array.from({ length: to - from }, (_, index) => ({
      node: {
        sheet: 'Tower, A',
        row: from + index + 2,
        column: 'Price',
        value: '=1+1',
        severity: index % 3 === 0 ? 'WARNING' : 'ERROR',
        reason: 'This is no price',
      },
    }));
    const pageInfo = { hasNextPage: to < COUNT, endCursor: String(to) };
    return { data: { unitImport: { preview: { problems: { edges, pageInfo } } } } };
  },
};

describe('the wrong rows of an import', () => {
  it('INV-21 are saved to the last one, however many there are, under headings in the viewer’s words', async () => {
    const problems = await loadProblems(server as never, 'import_1');
    expect(problems).toHaveLength(COUNT - 34 - 34 - 14);
    expect(problems.at(-1)!.row).toBe(COUNT);
    const lines = problemsAsCsv((key) => `«${key}»`, problems)
      .trim()
      .split('\r\n');
    expect(lines[0]).toBe('"«import.sheet»","«import.row»","«import.column»","«import.value»","«import.reason»"');
    expect(lines[1]).toBe(`"Tower, A","3","Price","'=1+1","This is no price"`);
    expect(lines).toHaveLength(problems.length + 1);
  });
});
