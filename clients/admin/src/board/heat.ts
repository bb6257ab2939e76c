import { type BoardUnit, boardStatusOf, daysInStatus } from './board-unit.ts';
import type { Colour } from './board-view.ts';

/** Steps of the heat ramp, `--h0` (light) to `--h5` (dark). */
export const HEAT_STEPS = 6;

export interface HeatScale {
  /** Upper bounds of all steps but the last. */
  readonly bounds: readonly number[];
  readonly lowest: number;
  readonly highest: number;
}

/** What a colour mode measures of a unit; null: not coloured. Heat tells about what can be bought, age about what is held. */
export function heatValue(colour: Colour, unit: BoardUnit, now: number): number | null {
  const status = boardStatusOf(unit);
  if (colour === 'age') return status === 'RESERVED' ? daysInStatus(unit, now) : null;
  if (status !== 'AVAILABLE') return null;
  if (colour === 'price') return unit.price?.amountMinor ?? null;
  return colour === 'area' ? (unit.areaTotal?.squareMetres ?? null) : null;
}

/** Equal shares of units a step, so that one penthouse does not wash out the rest. */
export function heatScale(colour: Colour, units: readonly BoardUnit[], now: number): HeatScale | null {
  const values = units
    .map((unit) => heatValue(colour, unit, now))
    .filter((value) => value !== null)
    .sort((a, b) => a - b);
  const [lowest] = values;
  const highest = values.at(-1);
  if (lowest === undefined || highest === undefined) return null;
  const bounds = Array.from(
    { length: HEAT_STEPS - 1 },
    (_, step) => values[Math.floor(((step + 1) * values.length) / HEAT_STEPS)] ?? highest,
  );
  return { bounds, lowest, highest };
}

/** The step of a value, from 0. */
export function heatStep(scale: HeatScale, value: number): number {
  const step = scale.bounds.findIndex((bound) => value < bound);
  return step < 0 ? HEAT_STEPS - 1 : step;
}
