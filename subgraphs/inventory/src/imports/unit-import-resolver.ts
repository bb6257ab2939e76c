import { Access } from '@offplan/kernel/graphql/access';
import { type Connection, readPage, toConnection } from '@offplan/kernel/graphql/connection';
import { Tagged } from '@offplan/kernel/graphql/directives';
import { decodeId, encodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import type { SubgraphContext } from '@offplan/kernel/subgraph/subgraph';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root, Subscription } from 'type-graphql';
import { AllocationMode, Project } from '../projects/project.ts';
import { Person, showPerson } from '../units/people.ts';
import { loadProject } from '../units/unit-loaders.ts';
import { PreviewUnitImportInput, StageUnitListInput, StartUnitImportInput } from './import-inputs.ts';
import {
  type PreviewUnitImportOutcome,
  PreviewUnitImportResult,
  type StageUnitListOutcome,
  StageUnitListResult,
  type StartUnitImportOutcome,
  StartUnitImportResult,
} from './import-outcomes.ts';
import {
  ImportChange,
  ImportChangeConnection,
  ImportPreview,
  ImportProblem,
  ImportProblemConnection,
} from './import-preview.ts';
import { importProgress } from './import-progress.ts';
import { ImportConflict, ImportResult } from './import-result.ts';
import { loadImport, loadLatestImport } from './load-import.ts';
import { previewUnitImport } from './preview-unit-import.ts';
import { stageUnitList } from './stage-unit-list.ts';
import { startUnitImport } from './start-unit-import.ts';
import { UnitImport } from './unit-import.ts';

@Resolver(() => UnitImport)
export class UnitImportResolver {
  @Tagged('integrator')
  @Access('workspace', 'import_units')
  @Query(() => UnitImport, {
    nullable: true,
    description: 'An import by id; null for a foreign one as for an unknown one.',
  })
  async unitImport(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
  ): Promise<UnitImport | null> {
    const uuid = decodeId('import', id);
    return uuid ? loadImport(context, uuid) : null;
  }

  @Tagged('integrator')
  @Access('workspace', 'import_units')
  @Mutation(() => StageUnitListResult, {
    description:
      'Reads a unit list and guesses its columns; writes no unit. A file that nobody imports is removed after a week.',
  })
  stageUnitList(
    @Ctx() context: RequestContext,
    @Arg('input', () => StageUnitListInput, { description: 'The file.' }) input: StageUnitListInput,
  ): Promise<StageUnitListOutcome> {
    return stageUnitList(context, input);
  }

  @Tagged('integrator')
  @Access('workspace', 'import_units')
  @Mutation(() => PreviewUnitImportResult, {
    description: 'The dry run: what an import would do, with the columns read as the person says; writes no unit.',
  })
  previewUnitImport(
    @Ctx() context: RequestContext,
    @Arg('input', () => PreviewUnitImportInput, { description: 'How to read the file.' }) input: PreviewUnitImportInput,
  ): Promise<PreviewUnitImportOutcome> {
    return previewUnitImport(context, input);
  }

  @Tagged('integrator')
  @Access('workspace', 'import_units')
  @Mutation(() => StartUnitImportResult, {
    description:
      'Writes what the dry run showed, all or nothing; statuses that somebody changed since are reported, not overwritten.',
  })
  startUnitImport(
    @Ctx() context: RequestContext,
    @Arg('input', () => StartUnitImportInput, { description: 'Which, and how.' }) input: StartUnitImportInput,
  ): Promise<StartUnitImportOutcome> {
    return startUnitImport(context, input);
  }

  @Tagged('integrator')
  @Access('workspace', 'import_units')
  @Subscription(() => UnitImport, {
    subscribe: ({ args, context }: { args: { importId: string }; context: SubgraphContext }) =>
      importProgress(context, args.importId),
    description: 'An import as it is and whenever its state or progress changes; ends when it is done or has failed.',
  })
  unitImportProgress(
    @Root() unitImport: UnitImport,
    @Arg('importId', () => ID, { description: 'The import.' }) _importId: string,
  ): UnitImport {
    return unitImport;
  }

  @FieldResolver(() => Project, { description: 'The project that it is for.' })
  async project(@Root() unitImport: UnitImport, @Ctx() context: RequestContext): Promise<Project> {
    return (await loadProject(context, unitImport.projectId))!;
  }

  @FieldResolver(() => ImportResult, { nullable: true, description: 'What it did; null before it is done.' })
  result(@Root() { storedResult, finishedAt }: UnitImport): ImportResult | null {
    return (
      storedResult &&
      Object.assign(new ImportResult(), {
        ...storedResult,
        finishedAt: finishedAt!,
        conflicts: storedResult.conflicts.map(({ winner, unitId, occurredAt, ...conflict }) =>
          Object.assign(new ImportConflict(), {
            ...conflict,
            unitId: encodeId('unit', unitId),
            occurredAt: new Date(occurredAt),
            winnerFacts: winner,
          }),
        ),
      })
    );
  }
}

@Resolver(() => ImportConflict)
export class ImportConflictResolver {
  @FieldResolver(() => Person, { nullable: true, description: 'Who won, as far as the viewer may know.' })
  winner(@Root() { winnerFacts }: ImportConflict, @Ctx() context: RequestContext): Person | null {
    // Only the host's team sees imports: what guests may know of each other does not matter here.
    return showPerson(context.passport, AllocationMode.CLOSED, winnerFacts);
  }
}

@Resolver(() => ImportPreview)
export class ImportPreviewResolver {
  @FieldResolver(() => ImportProblemConnection, {
    description: 'What is wrong or worth knowing, in the order of the file.',
  })
  problems(
    @Root() preview: ImportPreview,
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { defaultValue: 100, description: 'At most 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the last one seen.' }) after: string | null,
  ): Promise<Connection<ImportProblem>> {
    return listOf(context, preview.importId, 'problems', ImportProblem, preview.problemCount, first, after);
  }

  @FieldResolver(() => ImportChangeConnection, {
    description: 'The first 1,000 changes of existing units; `totalCount` counts all of them.',
  })
  changes(
    @Root() preview: ImportPreview,
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { defaultValue: 20, description: 'At most 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the last one seen.' }) after: string | null,
  ): Promise<Connection<ImportChange>> {
    return listOf(context, preview.importId, 'changes', ImportChange, preview.changeCount, first, after);
  }
}

@Resolver(() => Project)
export class ProjectImportResolver {
  @FieldResolver(() => UnitImport, {
    nullable: true,
    description: 'The newest import; null where there is none, and for whoever may not import.',
  })
  latestImport(@Root() project: Project, @Ctx() context: RequestContext): Promise<UnitImport | null> {
    return loadLatestImport(context, project.id);
  }
}

/** A page of a list that an import keeps as JSON: only the page leaves the database. */
async function listOf<Item extends object>(
  context: RequestContext,
  importId: string,
  column: 'problems' | 'changes',
  type: new () => Item,
  totalCount: number,
  first: number,
  after: string | null,
): Promise<Connection<Item>> {
  const page = readPage(first, after, ['number']);
  const rows = (await context.em.execute(
    `select place, item from inventory.unit_import i, jsonb_array_elements(i.${column}) with ordinality as list(item, place)
     where i.org_id = ? and i.id = ? and place > ?::bigint order by place limit ?`,
    [context.orgId, importId, page.after?.[0] ?? 0, page.limit + 1],
  )) as { place: string; item: object }[];
  const places = new Map<object, string>();
  const items = rows.map(({ place, item }) => {
    const made = Object.assign(new type(), item);
    places.set(made, String(place));
    return made;
  });
  return toConnection(items, page, (item) => [places.get(item)!], totalCount);
}
