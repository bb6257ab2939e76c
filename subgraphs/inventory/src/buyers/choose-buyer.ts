import type { Transaction } from '@offplan/kernel/database/subgraph-database';
import { ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { decodeId, uuidv7 } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import type { FlipBuyer } from '../units/flip-input.ts';
import type { Unit } from '../units/unit.ts';
import { visibleBuyers } from './visible-buyers.ts';

export interface ChosenBuyer {
  id: string;
  name: string;
  contact: string;
  /** Whether the record is still to be made, by the flip if it wins. */
  isNew: boolean;
}

/**
 * The buyer of a flip: an existing record that the viewer sees, or a new one (INV-31). Writes nothing: the statement that decides the
 * flip makes the record too, so that whoever loses leaves no buyer behind (INV-32).
 */
export async function chooseBuyer(
  context: RequestContext,
  tx: Transaction,
  unit: Unit,
  choice: FlipBuyer,
): Promise<ChosenBuyer | ValidationFailed> {
  if (choice.id) {
    const visible = visibleBuyers(context);
    const [row] = await tx.query<ChosenBuyer>(
      `select b.id, b.name, b.contact, false as "isNew" from inventory.buyer b where b.id = ? and b.project_id = ? and ${visible.sql}`,
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
  const { name, contact } = choice.new!;
  return { id: uuidv7(tx.now.getTime()), name: name.trim(), contact: contact.trim(), isNew: true };
}
