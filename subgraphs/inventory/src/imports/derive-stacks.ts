/** What of a unit tells its stack. */
interface NumberedUnit {
  number: string;
  floor: { label: string; level: number } | null;
}

/** The share of a building's units that must fit before their numbers are believed to name stacks. */
const SHARE_TO_BELIEVE = 0.7;

/**
 * The stacks of one building's units, from their numbers: what follows the floor in them (12-03 and 1203 on floor 12 are stack 03,
 * T1-09-12A on floor 9 is 12A). All null unless most numbers are made so and no floor has a stack twice: then they count something else.
 */
export function deriveStacks(units: readonly NumberedUnit[]): (string | null)[] {
  const stacks = units.map(stackOf);
  const taken = new Set<string>();
  let fitting = 0;
  for (const [index, stack] of stacks.entries()) {
    if (stack === null) continue;
    const place = `${units[index]!.floor!.label} ${stack}`;
    if (!taken.has(place)) fitting += 1;
    taken.add(place);
  }
  return fitting >= units.length * SHARE_TO_BELIEVE ? stacks : stacks.map(() => null);
}

function stackOf({ number, floor }: NumberedUnit): string | null {
  if (!floor) return null;
  const names = namesOf(floor);
  const parts = number.split(/[-./_\s]+/).filter(Boolean);
  const floorAt = parts.findIndex((part, index) => index < parts.length - 1 && names.has(plain(part)));
  if (floorAt >= 0) return parts.slice(floorAt + 1).join('-');
  const [, digits] = /^[^\d]*(\d{3,6}[A-Za-z]?)$/.exec(number.trim()) ?? [];
  if (!digits) return null;
  // The stack is the last two or three places; what stands before them must be the floor.
  for (const length of [2, 3]) {
    const rest = /[A-Za-z]$/.test(digits) ? length + 1 : length;
    const [front, back] = [digits.slice(0, -rest), digits.slice(-rest)];
    if (front && names.has(plain(front))) return back;
  }
  return null;
}

/** How a floor may be written inside a number. */
function namesOf({ label, level }: { label: string; level: number }): Set<string> {
  return new Set([plain(label), String(level)]);
}

const plain = (text: string) => text.toUpperCase().replace(/^0+(?=\d)/, '');
