import type { Cell, Sheet } from './sheet.ts';

type Row = Map<string, Cell>;

/**
 * Tables of a JSON feed: every array of objects, at any depth, is one. Inner objects become columns ("price.amount"); objects in an
 * inner array repeat their parent's plain values ("buildings.name" on each of its units). Returns `[]` when there is no such array.
 */
export function readJson(text: string, name: string): Sheet[] {
  const tables = new Map<string, Row[]>();
  collect(JSON.parse(text), '', new Map(), tables, 0);
  return [...tables].map(([path, rows]) => {
    const keys = [...new Set(rows.flatMap((row) => [...row.keys()]))];
    return {
      name: path || name,
      firstRow: 0,
      rows: [keys, ...rows.map((row) => keys.map((key) => row.get(key) ?? null))],
    };
  });
}

function collect(value: unknown, path: string, inherited: Row, tables: Map<string, Row[]>, depth: number): void {
  // Deeper nesting is no unit list, and recursion must end.
  if (depth > 12) return;
  if (Array.isArray(value)) {
    for (const item of value) {
      if (!isObject(item)) continue;
      const row: Row = new Map(inherited);
      flatten(item, '', row);
      if (!tables.has(path)) tables.set(path, []);
      tables.get(path)!.push(row);
      const own: Row = new Map(inherited);
      const label = path.split('.').at(-1) || 'parent';
      for (const [key, cell] of row) if (!inherited.has(key)) own.set(`${label}.${key}`, cell);
      descend(item, path, own, tables, depth);
    }
  } else if (isObject(value)) descend(value, path, inherited, tables, depth);
}

function descend(object: object, path: string, inherited: Row, tables: Map<string, Row[]>, depth: number): void {
  for (const [key, inner] of Object.entries(object)) {
    if (Array.isArray(inner) ? inner.some(isObject) : isObject(inner)) {
      collect(inner, path ? `${path}.${key}` : key, inherited, tables, depth + 1);
    }
  }
}

function flatten(object: object, prefix: string, row: Row, depth = 0): void {
  for (const [key, value] of Object.entries(object)) {
    const name = prefix + key;
    if (Array.isArray(value)) {
      if (!value.some(isObject)) row.set(name, value.join(', ') || null);
    } else if (isObject(value)) {
      if (depth < 4) flatten(value, `${name}.`, row, depth + 1);
    } else if (typeof value === 'string') row.set(name, value.trim() || null);
    else row.set(name, value as Cell);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
