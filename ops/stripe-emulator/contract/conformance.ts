import type { Schema, Schemas } from './schemas.ts';

/** What is wrong with a value by its schema, at most a few complaints; an empty list when nothing is. */
export function complaints(schemas: Schemas, schema: Schema, value: unknown, path = ''): string[] {
  if (schema.$ref) return complaints(schemas, schemas.$defs[schema.$ref.slice('#/$defs/'.length)]!, value, path);
  if (schema.anyOf) return unionComplaints(schemas, schema.anyOf, value, path);
  if (schema.const !== undefined)
    return value === schema.const ? [] : [`${path}: ${show(value)} is not ${show(schema.const)}`];
  if (schema.enum)
    return schema.enum.includes(value as string) ? [] : [`${path}: ${show(value)} is not in the enumeration`];
  if (schema.type === 'null') return value === null ? [] : [`${path}: ${show(value)} is not null`];
  if (schema.type === 'array')
    return Array.isArray(value)
      ? value.flatMap((element, index) => complaints(schemas, schema.items!, element, `${path}[${index}]`)).slice(0, 5)
      : [`${path}: ${show(value)} is no array`];
  if (schema.type === 'object') return objectComplaints(schemas, schema, value, path);
  if (schema.type === 'string' && schema.pattern && typeof value === 'string')
    return new RegExp(schema.pattern).test(value) ? [] : [`${path}: ${show(value)} is no decimal`];
  return schema.type === undefined || typeof value === schema.type
    ? []
    : [`${path}: ${show(value)} is no ${schema.type}`];
}

function unionComplaints(schemas: Schemas, alternatives: Schema[], value: unknown, path: string): string[] {
  let nearest: string[] | null = null;
  for (const alternative of alternatives) {
    const found = complaints(schemas, alternative, value, path);
    if (found.length === 0) return [];
    // A complaint from further inside is of the alternative that was meant.
    const depth = (list: string[]) => Math.max(...list.map((text) => text.split(/[.[]/).length));
    if (!nearest || depth(found) > depth(nearest)) nearest = found;
  }
  return nearest ?? [];
}

function objectComplaints(schemas: Schemas, schema: Schema, value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [`${path}: ${show(value)} is no object`];
  const found: string[] = [];
  const fields = value as Record<string, unknown>;
  // Which kind of object is meant is said first: nothing else of it matters when it is another one.
  const kind = schema.properties?.object;
  if (kind?.const !== undefined && fields.object !== kind.const)
    return [`${path}: ${show(fields.object)} is not ${show(kind.const)}`];
  for (const [key, field] of Object.entries(fields)) {
    const known = schema.properties?.[key];
    const other = schema.additionalProperties;
    if (known) found.push(...complaints(schemas, known, field, `${path}.${key}`));
    else if (typeof other === 'object') found.push(...complaints(schemas, other, field, `${path}.${key}`));
    else if (other !== true) found.push(`${path}.${key}: is not in the types`);
  }
  for (const key of schema.required ?? []) if (fields[key] === undefined) found.push(`${path}.${key}: is missing`);
  return found.slice(0, 5);
}

function show(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, 60);
}
