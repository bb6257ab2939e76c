import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { UnitImport } from './unit-import.ts';

/** An import by its UUID if the viewer may see it: whoever may not import units sees none. */
export async function loadImport(context: RequestContext, id: string): Promise<UnitImport | null> {
  const found = await context.em.findOne(UnitImport, { orgId: context.orgId, id });
  return found && context.may('import_units', found.projectId) ? found : null;
}

/** The newest import of a project, or null. */
export async function loadLatestImport(context: RequestContext, projectId: string): Promise<UnitImport | null> {
  if (!context.may('import_units', projectId)) return null;
  return context.em.findOne(UnitImport, { orgId: context.orgId, projectId }, { orderBy: { id: 'desc' } });
}

/** Locks an import's row until the transaction ends; null where there is none in the tenant. */
export async function lockImport(tx: Transaction, orgId: string, id: string): Promise<UnitImport | null> {
  const rows = await tx.query('select from inventory.unit_import where org_id = ? and id = ? for update', [orgId, id]);
  return rows.length > 0 ? tx.em.findOne(UnitImport, { orgId, id }, { refresh: true }) : null;
}

/** The file of an import; null when it was removed. */
export async function readContent(tx: Transaction, orgId: string, id: string): Promise<Uint8Array | null> {
  const [row] = await tx.query<{ content: Uint8Array | null }>(
    'select content from inventory.unit_import where org_id = ? and id = ?',
    [orgId, id],
  );
  return row?.content ?? null;
}
