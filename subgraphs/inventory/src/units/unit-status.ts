import type { Action } from '@offplan/kernel/permissions/matrix';
import { registerEnumType } from 'type-graphql';

export enum UnitStatus {
  AVAILABLE = 'available',
  RESERVED = 'reserved',
  SOLD = 'sold',
}
registerEnumType(UnitStatus, {
  name: 'UnitStatus',
  description: 'Where a unit stands in its sale (INV-30). Changed by people only.',
  valuesConfig: {
    AVAILABLE: { description: 'May be reserved.' },
    RESERVED: { description: 'Kept for a buyer until somebody changes it.' },
    SOLD: { description: 'Sold.' },
  },
});

/** The row of the permission matrix that a change of status asks for (ID-31, INV-39); null where there is no such change. */
export function actionOfTransition(from: UnitStatus, to: UnitStatus): Action | null {
  if (from === to) return null;
  switch (from) {
    case UnitStatus.AVAILABLE:
      return to === UnitStatus.RESERVED ? 'flip_available_reserved' : 'flip_available_sold';
    case UnitStatus.RESERVED:
      return to === UnitStatus.SOLD ? 'flip_reserved_sold' : 'flip_reserved_available';
    case UnitStatus.SOLD:
      return 'flip_sold_back';
  }
}

export const UNIT_STATUSES = [UnitStatus.AVAILABLE, UnitStatus.RESERVED, UnitStatus.SOLD] as const;
