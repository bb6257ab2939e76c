import { invalidRequest, type StripeError } from '../api/stripe-error.ts';
import type { Schema, Schemas } from './schemas.ts';

/** What a form or a query says, before types: strings, lists and objects of them. */
export type Raw = string | Raw[] | { [key: string]: Raw };

/**
 * Reads the parameters of a request by their schema: numbers and booleans from strings, enumerations closed, unknown and missing parameters
 * refused with Stripe's codes (400 `parameter_unknown`, `parameter_missing`, `parameter_invalid_*`).
 */
export function decode(schemas: Schemas, schema: Schema, raw: Raw, path = ''): unknown {
  if (schema.$ref) return decode(schemas, schemas.$defs[schema.$ref.slice('#/$defs/'.length)]!, raw, path);
  if (schema.anyOf) return decodeUnion(schemas, schema.anyOf, raw, path);
  if (schema.const !== undefined) {
    if (raw === String(schema.const)) return schema.const;
    throw invalidEnum(path, [String(schema.const)]);
  }
  if (schema.enum) {
    if (typeof raw === 'string' && schema.enum.includes(raw)) return raw;
    throw invalidEnum(path, schema.enum);
  }
  if (schema.type === 'string') {
    if (typeof raw === 'string') return raw;
    throw invalidRequest(`Invalid string: ${JSON.stringify(raw)}`, { code: 'parameter_invalid_string', param: path });
  }
  if (schema.type === 'number') {
    if (typeof raw === 'string' && /^-?\d+(\.\d+)?$/.test(raw)) return Number(raw);
    throw invalidRequest(`Invalid integer: ${String(raw)}`, { code: 'parameter_invalid_integer', param: path });
  }
  if (schema.type === 'boolean') {
    if (raw === 'true' || raw === 'false') return raw === 'true';
    throw invalidRequest(`Invalid boolean: ${String(raw)}`, { code: 'parameter_invalid_boolean', param: path });
  }
  if (schema.type === 'array') {
    if (!Array.isArray(raw)) throw invalidRequest('Invalid array', { param: path });
    return raw.map((element, index) => decode(schemas, schema.items!, element, `${path}[${index}]`));
  }
  if (schema.type === 'object') return decodeObject(schemas, schema, raw, path);
  if (schema.type === 'null') throw invalidRequest('Invalid value', { param: path });
  return raw;
}

function decodeObject(schemas: Schemas, schema: Schema, raw: Raw, path: string): unknown {
  if (typeof raw !== 'object' || Array.isArray(raw)) throw invalidRequest('Invalid object', { param: path });
  const decoded: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(raw)) {
    const at = path ? `${path}[${key}]` : key;
    const known = schema.properties?.[key];
    const other = schema.additionalProperties;
    if (known) decoded[key] = decode(schemas, known, value, at);
    else if (typeof other === 'object') decoded[key] = decode(schemas, other, value, at);
    else throw invalidRequest(`Received unknown parameter: ${at}`, { code: 'parameter_unknown', param: at });
  }
  for (const key of schema.required ?? []) {
    const at = path ? `${path}[${key}]` : key;
    if (decoded[key] === undefined)
      throw invalidRequest(`Missing required param: ${at}.`, { code: 'parameter_missing', param: at });
  }
  return decoded;
}

/** The first alternative that fits; when none does, the complaint of the one that comes nearest. */
function decodeUnion(schemas: Schemas, alternatives: Schema[], raw: Raw, path: string): unknown {
  let complaint: StripeError | null = null;
  for (const alternative of [...alternatives].sort((one, other) => rank(schemas, one) - rank(schemas, other))) {
    try {
      return decode(schemas, alternative, raw, path);
    } catch (fault) {
      const isNearer =
        (typeof raw === 'object') ===
        (kindOf(schemas, alternative) === 'object' || kindOf(schemas, alternative) === 'array');
      if (!complaint || isNearer) complaint = fault as StripeError;
    }
  }
  throw complaint!;
}

/** What is exact is tried before what takes any string. */
function rank(schemas: Schemas, schema: Schema): number {
  return kindOf(schemas, schema) === 'string' && !schema.enum && schema.const === undefined ? 1 : 0;
}

function kindOf(schemas: Schemas, schema: Schema): string | undefined {
  return schema.$ref ? kindOf(schemas, schemas.$defs[schema.$ref.slice('#/$defs/'.length)]!) : schema.type;
}

function invalidEnum(path: string, values: string[]): StripeError {
  const last = values.length > 1 ? `${values.slice(0, -1).join(', ')}, or ${values.at(-1)}` : values[0];
  return invalidRequest(`Invalid ${path}: must be ${values.length > 1 ? 'one of ' : ''}${last}`, { param: path });
}
