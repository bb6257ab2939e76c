import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { decodeId, uuidv7 } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import type { FlipBuyer } from '../units/flip-input.ts';
import { actsFor } from '../units/people.ts';
import type { Unit } from '../units/unit.ts';
import { visibleBuyers } from './visible-buyers.ts';

interface ChosenBuyer {
  id: string;
  name: string;
  contact: string;
}

/** The buyer of a flip: an existing record that the viewer sees, or a new one attributed to the viewer (INV-31). */
export async function chooseBuyer(
  context: RequestContext,
  tx: Transaction,
  unit: Unit,
  choice: FlipBuyer,
): Promise<ChosenBuyer | ValidationFailed> {
  if (choice.id) {
    const visible = visibleBuyers(context);
    const [row] = await tx.query<ChosenBuyer>(
      `select b.id, b.name, b.contact from inventory.buyer b where b.id = ? and b.project_id = ? and ${visible.sql}`,
      [decodeId('buyer', choice.id), unit.projectId, ...visible.parameters],
    );
    return (
      row ??
      new ValidationFailed([
        {
          path: ['buyer', 'id'],
          code: 'UNKNOWN',
          message: 'There is no such buyer; choose one of the list or name a new one.',
        },
      ])
    );
  }
  const buyer = { id: uuidv7(tx.now.getTime()), name: choice.new!.name.trim(), contact: choice.new!.contact.trim() };
  await tx.query(
    'insert into inventory.buyer (org_id, id, project_id, name, contact, agent_user_id, agent_org_id, created_at) values (?, ?, ?, ?, ?, ?, ?, ?)',
    [
      context.orgId,
      buyer.id,
      unit.projectId,
      buyer.name,
      buyer.contact,
      context.person.id,
      actsFor(context.passport).id,
      tx.now,
    ],
  );
  return buyer;
}
