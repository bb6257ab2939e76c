import type { Stock } from './stock.ts';
import { foldWords } from './words/fold-words.ts';

/** Finds a unit by its number, in the same building first. */
export class UnitIds {
  readonly #byPlace = new Map<string, string>();
  readonly #byNumber = new Map<string, string>();

  constructor(stock: Stock) {
    for (const unit of stock.units) this.add(unit.number, unit.buildingId, unit.id);
  }

  add(number: string, buildingId: string, id: string): void {
    this.#byPlace.set(`${buildingId}/${foldWords(number)}`, id);
    this.#byNumber.set(foldWords(number), id);
  }

  find(number: string, buildingId: string): string {
    return this.#byPlace.get(`${buildingId}/${foldWords(number)}`) ?? this.#byNumber.get(foldWords(number))!;
  }
}
