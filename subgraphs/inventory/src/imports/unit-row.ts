export type UnitStatus = 'available' | 'reserved' | 'sold';
export type UnitKind = 'apartment' | 'villa' | 'office' | 'shop' | 'parking' | 'storage';

/** Integer minor units (fils, cents, kopecks) of an ISO 4217 currency. */
export interface Money {
  readonly minorUnits: number;
  readonly currency: string;
}

/** `level` orders floors (0 = ground); `label` is what the building calls it ("13A" in place of 14). */
export interface Floor {
  readonly level: number;
  readonly label: string;
}

/**
 * One unit as a file states it (INV-10, INV-18). `null` = the file does not say: the column is missing or the cell is empty, and an
 * existing unit keeps what it has. Areas are m² to two decimals.
 */
export interface UnitRow {
  readonly sheet: string;
  /** Row number as the person sees it in the file. */
  readonly row: number;
  readonly number: string;
  readonly building: string | null;
  readonly section: string | null;
  readonly phase: string | null;
  readonly floor: Floor | null;
  readonly externalId: string | null;
  readonly kind: UnitKind | null;
  /** The developer's own name of the type ("Premium Suite B", "2 DORM S/ VG"). */
  readonly layout: string | null;
  /** As the market counts: bedrooms in Dubai, rooms in Moscow or Warsaw; 0 = studio. */
  readonly bedrooms: number | null;
  readonly bathrooms: number | null;
  readonly areaTotal: number | null;
  readonly areaInner: number | null;
  readonly areaBalcony: number | null;
  readonly view: string | null;
  readonly orientation: string | null;
  readonly price: Money | null;
  readonly status: UnitStatus | null;
  readonly tags: readonly string[] | null;
  /** Number of the flat that this parking space or storeroom goes with. */
  readonly parentNumber: string | null;
  /** Name of the guest Organisation (INV-57), as written. */
  readonly allocatedTo: string | null;
}
