/** A number between 0 and 1 that is the same for the same words: the demo looks alike on every machine. */
function chance(...words: (string | number)[]): number {
  let hash = 2_166_136_261;
  for (const character of words.join('/')) hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 2_246_822_519);
  return ((hash ^ (hash >>> 13)) >>> 0) / 4_294_967_296;
}

type Row = (string | number)[];

const HEADER: Row = [
  'Building',
  'Floor',
  'Unit',
  'Stack',
  'Type',
  'Bedrooms',
  'Bathrooms',
  'Total area, m2',
  'Inner area, m2',
  'Balcony, m2',
  'View',
  'Orientation',
  'Price, AED',
  'Payment plan',
  'Status',
];

/** What a stack of the tower is, from floor 3 up: bedrooms, areas in m², view, orientation. */
const STACKS: readonly { bedrooms: number; inner: number; balcony: number; view: string; orientation: string }[] = [
  { bedrooms: 3, inner: 141.6, balcony: 18.4, view: 'Creek', orientation: 'south-west' },
  { bedrooms: 1, inner: 62.3, balcony: 8.1, view: 'Creek', orientation: 'south-west' },
  { bedrooms: 2, inner: 96.2, balcony: 12.2, view: 'Creek', orientation: 'south-west' },
  { bedrooms: 1, inner: 60.8, balcony: 7.4, view: 'Creek', orientation: 'south' },
  { bedrooms: 2, inner: 99.1, balcony: 12.6, view: 'Creek', orientation: 'south' },
  { bedrooms: 3, inner: 138.9, balcony: 17.2, view: 'Creek and skyline', orientation: 'south-east' },
  { bedrooms: 3, inner: 132.4, balcony: 14.8, view: 'Skyline', orientation: 'north-east' },
  { bedrooms: 2, inner: 92.5, balcony: 10.9, view: 'Skyline', orientation: 'north-east' },
  { bedrooms: 0, inner: 41.7, balcony: 5.2, view: 'Park', orientation: 'north' },
  { bedrooms: 1, inner: 61.4, balcony: 7.7, view: 'Park', orientation: 'north' },
  { bedrooms: 0, inner: 42.2, balcony: 5.2, view: 'Park', orientation: 'north-west' },
  { bedrooms: 2, inner: 93.8, balcony: 11.3, view: 'Park', orientation: 'north-west' },
];

const MECHANICAL_FLOOR = 21;
const PLAN = '10/40/50';

function statusOf(building: string, number: string, soldShare: number): string {
  const draw = chance(building, number, 'status');
  if (draw < soldShare) return 'Sold';
  return draw < soldShare + 0.16 ? 'Reserved' : 'Available';
}

const two = (value: number) => String(value).padStart(2, '0');
const round = (value: number, step: number) => Math.round(value / step) * step;

/** Tower A of Aurelia Creek: 40 floors, shops below, twelve stacks, penthouses on top, no homes on the mechanical floor. */
function towerRows(): Row[] {
  const rows: Row[] = [];
  const add = (
    floor: number,
    stack: number,
    type: string,
    bedrooms: number | '',
    bathrooms: number,
    inner: number,
    balcony: number,
    view: string,
    orientation: string,
    perSquareMetre: number,
    soldShare: number,
  ) => {
    const number = `${two(floor)}-${two(stack)}`;
    const total = Math.round((inner + balcony) * 10) / 10;
    const price = round(total * perSquareMetre * (1 + (floor - 3) * 0.0045), 5_000);
    rows.push([
      'Tower A',
      floor,
      number,
      two(stack),
      type,
      bedrooms,
      bathrooms,
      total,
      inner,
      balcony,
      view,
      orientation,
      price,
      PLAN,
      statusOf('Tower A', number, soldShare),
    ]);
  };
  for (let floor = 1; floor <= 2; floor += 1)
    for (const stack of [1, 3, 5, 7, 9, 11])
      if (floor === 2 || stack !== 5)
        add(floor, stack, 'Shop', '', 1, 84 + stack * 3, 0, 'Promenade', stack < 7 ? 'south' : 'north', 27_500, 0.55);
  for (let floor = 3; floor <= 37; floor += 1) {
    if (floor === MECHANICAL_FLOOR) continue;
    STACKS.forEach(({ bedrooms, inner, balcony, view, orientation }, index) => {
      const base = bedrooms === 0 ? 17_600 : bedrooms === 1 ? 18_200 : bedrooms === 2 ? 19_100 : 18_700;
      add(
        floor,
        index + 1,
        'Apartment',
        bedrooms,
        Math.max(1, bedrooms),
        inner,
        balcony,
        view,
        orientation,
        base,
        floor <= 20 ? 0.38 : 0.16,
      );
    });
  }
  for (let floor = 38; floor <= 40; floor += 1)
    for (const stack of [1, 4, 7, 10])
      add(
        floor,
        stack,
        'Apartment',
        4,
        5,
        268.5,
        64.5,
        stack < 7 ? 'Creek' : 'Skyline',
        stack < 7 ? 'south' : 'north',
        24_800,
        0.12,
      );
  return rows;
}

/** Creek Villas beside it: three rows of villas. */
function villaRows(): Row[] {
  const rows: Row[] = [];
  for (const [row, count] of [
    ['A', 12],
    ['B', 14],
    ['C', 10],
  ] as const)
    for (let house = 1; house <= count; house += 1) {
      const number = `${row}-${two(house)}`;
      const bedrooms = house % 5 === 0 ? 5 : house % 2 === 0 ? 4 : 3;
      const inner = 182 + bedrooms * 38.5;
      const total = inner + 46;
      rows.push([
        'Creek Villas',
        0,
        number,
        two(house),
        'Villa',
        bedrooms,
        bedrooms + 1,
        total,
        inner,
        46,
        row === 'A' ? 'Creek' : 'Garden',
        row === 'C' ? 'north' : 'south',
        round(total * (row === 'A' ? 22_400 : 19_600), 10_000),
        '20/40/40',
        statusOf('Creek Villas', number, 0.34),
      ]);
    }
  return rows;
}

/** The demo developer's unit list, as such a list is sent: CSV with a heading. */
export function demoUnitList(): string {
  return [HEADER, ...towerRows(), ...villaRows()].map((row) => row.map(cell).join(',')).join('\r\n');
}

const cell = (value: string | number) =>
  typeof value === 'string' && /[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value);
