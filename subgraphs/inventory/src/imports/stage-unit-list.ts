import { NotPermitted } from '@offplan/kernel/graphql/user-errors';
import { decodeId, uuidv7 } from '@offplan/kernel/ids';
import { enqueue } from '@offplan/kernel/jobs/job-queue';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { ProjectNotFound } from '../projects/project-results.ts';
import { refusalIn } from '../projects/refusal-of-plan.ts';
import type { ColumnMapping } from './column-mapping.ts';
import { FORGET_UNIT_LIST } from './forget-unit-list.ts';
import { guessMappings } from './guess-mapping.ts';
import type { StageUnitListInput } from './import-inputs.ts';
import type { ImportOptions } from './import-options.ts';
import { type StageUnitListOutcome, StageUnitListSuccess, UnitListNotReadable } from './import-outcomes.ts';
import { loadImport } from './load-import.ts';
import { readUnits } from './read-rows.ts';
import { readUnitList } from './read-unit-list.ts';

/** Decoded. The subgraph's own limit for a request is larger by the third that base64 adds. */
const MOST_BYTES = 12 * 1024 * 1024;
const LONGEST_FILE_NAME = 200;
const DAYS_KEPT = 7;

/**
 * Reads a unit list and guesses its columns, as the project's last import was read where the headings are the same (INV-20). The file is
 * kept for the dry run and the import; one that nobody imports is removed after a week.
 */
export async function stageUnitList(context: RequestContext, input: StageUnitListInput): Promise<StageUnitListOutcome> {
  const projectId = decodeId('project', input.projectId);
  if (!context.may('import_units', projectId ?? undefined)) return new NotPermitted();
  if (!projectId) return ProjectNotFound.make();
  const remembered = await context.transaction(async (tx) => {
    const [project] = await tx.query<{
      currency: string;
      mapping: ColumnMapping[] | null;
      unreleased_words: string[] | null;
    }>(
      `select p.currency, m.mapping, m.unreleased_words from inventory.project p
       left join inventory.import_mapping m on m.org_id = p.org_id and m.project_id = p.id where p.org_id = ? and p.id = ?`,
      [context.orgId, projectId],
    );
    if (!project) return ProjectNotFound.make();
    return (await refusalIn(context, tx, { projectIds: [projectId] })) ?? project;
  });
  if (remembered instanceof ProjectNotFound || remembered instanceof NotPermitted) return remembered;

  // Four characters of base64 hold three bytes: too much is refused before it is decoded.
  if (input.contentBase64.length > (MOST_BYTES / 3) * 4 + 4)
    return notReadable('too_large', 'The file is too large for a unit list: at most 12 MB.');
  const content = Buffer.from(input.contentBase64, 'base64');
  const fileName = input.fileName.replace(/^.*[\\/]/, '').slice(-LONGEST_FILE_NAME);
  const list = await readUnitList(content, fileName);
  if (!list.ok) return notReadable(list.code, list.message);

  const { currency, mapping, unreleased_words } = remembered;
  const mappings = guessMappings(list.sheets, { projectCurrency: currency, remembered: mapping ?? undefined });
  const { problems } = readUnits(list.sheets, mappings, { projectCurrency: currency });
  const options: ImportOptions = {
    unreleasedWords: unreleased_words ?? [],
    unknownWords: [...new Set(problems.filter(({ code }) => code === 'unknown_status').map(({ value }) => value))],
    corrections: [],
  };
  const sheets = list.sheets.map(({ name, rows, firstRow }) => {
    const header = mappings.find(({ sheet }) => sheet === name)?.headerRows;
    return { name, rowCount: rows.length - (header ? header.last - firstRow + 1 : 0) };
  });
  const id = uuidv7();
  await context.transaction(async (tx) => {
    await tx.query(
      `insert into inventory.unit_import (org_id, id, project_id, created_by, created_at, file_name, format, content, sheets, mapping, options)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?::jsonb)`,
      [
        ...[context.orgId, id, projectId, context.person.id, tx.now, fileName, list.format, content],
        ...[JSON.stringify(sheets), JSON.stringify(mappings), JSON.stringify(options)],
      ],
    );
    await enqueue(
      tx,
      FORGET_UNIT_LIST,
      { orgId: context.orgId, importId: id },
      { key: `forget ${id}`, runAt: new Date(tx.now.getTime() + DAYS_KEPT * 86_400_000) },
    );
  });
  return Object.assign(new StageUnitListSuccess(), { unitImport: (await loadImport(context, id))! });
}

function notReadable(code: string, message: string): UnitListNotReadable {
  return Object.assign(new UnitListNotReadable(), { code: code.toUpperCase(), message });
}
