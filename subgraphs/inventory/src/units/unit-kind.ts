import { registerEnumType } from 'type-graphql';

export enum UnitKind {
  APARTMENT = 'apartment',
  VILLA = 'villa',
  OFFICE = 'office',
  SHOP = 'shop',
  PARKING = 'parking',
  STORAGE = 'storage',
}
registerEnumType(UnitKind, {
  name: 'UnitKind',
  description: 'What a unit is (INV-18).',
  valuesConfig: {
    APARTMENT: { description: 'A flat, studio, loft or penthouse.' },
    VILLA: { description: 'A villa or townhouse.' },
    OFFICE: { description: 'An office.' },
    SHOP: { description: 'A shop or other commercial space.' },
    PARKING: { description: 'A parking place.' },
    STORAGE: { description: 'A store room.' },
  },
});
