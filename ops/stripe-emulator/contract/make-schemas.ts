import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import ts from 'typescript-with-api';
import { ROOT } from '../../local/root.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { inputsOfSchemas, type Schema, type Schemas } from './schemas.ts';

// Writes schemas.generated.json.gz: the types of the pinned package `stripe` as JSON Schema, for the operations of operations.ts.
// `npm exec -- node --import tsx ops/stripe-emulator/contract/make-schemas.ts`, after a new version of the package or a new operation.

const program = ts.createProgram({
  rootNames: [`${ROOT}/node_modules/stripe/esm/stripe.esm.node.d.ts`],
  options: {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [`${ROOT}/node_modules/@types`],
  },
});
const checker = program.getTypeChecker();
const entry = program.getSourceFile(`${ROOT}/node_modules/stripe/esm/stripe.esm.node.d.ts`)!;
const namespace = checker
  .getExportsOfModule(checker.getSymbolAtLocation(entry)!)
  .find(({ name }) => name === 'Stripe')!;
const definitions: Record<string, Schema> = {};

/** The type at a path such as `Checkout.Session` below the namespace `Stripe`. */
function typeAt(path: string): ts.Type {
  let symbol = namespace;
  for (const name of path.split('.')) {
    const next = checker.getExportsOfModule(symbol).find((exported) => exported.name === name);
    if (!next) throw new Error(`The package has no type Stripe.${path}`);
    symbol = next.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(next) : next;
  }
  return checker.getDeclaredTypeOfSymbol(symbol);
}

/** A name that no other type has: its file and its path in it. */
function nameOf(type: ts.Type): string | null {
  const symbol = type.getSymbol();
  const file = symbol?.declarations?.[0]?.getSourceFile().fileName;
  if (!symbol || !file || symbol.name === '__type') return null;
  const path = checker.getFullyQualifiedName(symbol).replace(/^".*"\./, '');
  // No sign that a JSON pointer or an address would read in its own way.
  return `${file
    .replace(/^.*\/stripe\/esm\/(resources\/)?/, '')
    .replace(/\.d\.ts$/, '')
    .replaceAll('/', '.')}-${path}`;
}

function listOf(items: Schema): Schema {
  return {
    type: 'object',
    properties: {
      object: { const: 'list' },
      data: { type: 'array', items },
      has_more: { type: 'boolean' },
      url: { type: 'string' },
    },
    required: ['object', 'data', 'has_more', 'url'],
    additionalProperties: false,
  };
}

/** A string that may also be any other one is only there so that editors complete it; without it the enumeration is closed. */
function isOtherString(type: ts.Type): boolean {
  return type.isIntersection() && type.types.some((part) => Boolean(part.flags & ts.TypeFlags.String));
}

function toSchema(type: ts.Type): Schema {
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return {};
  if (type.flags & ts.TypeFlags.Null) return { type: 'null' };
  if (type.isStringLiteral() || type.isNumberLiteral()) return { const: type.value };
  if (type.flags & ts.TypeFlags.BooleanLiteral) return { const: checker.typeToString(type) === 'true' };
  if (type.flags & ts.TypeFlags.String) return { type: 'string' };
  if (type.flags & ts.TypeFlags.Number) return { type: 'number' };
  if (type.flags & ts.TypeFlags.Boolean) return { type: 'boolean' };
  if (type.isUnion()) return unionToSchema(type.types);
  const symbol = type.getSymbol();
  if (checker.typeToString(type) === 'Decimal') return { type: 'string', pattern: '^-?[0-9]+(\\.[0-9]+)?$' };
  if (symbol?.name === 'Uint8Array' || symbol?.name === 'Buffer') return { type: 'string' };
  const [argument] = checker.getTypeArguments(type as ts.TypeReference);
  if (checker.isArrayType(type)) return { type: 'array', items: toSchema(argument!) };
  if (symbol?.name === 'ApiList') return listOf(toSchema(argument!));
  if (!(type.flags & ts.TypeFlags.Object)) throw new Error(`No schema for ${checker.typeToString(type)}`);
  const name = nameOf(type);
  if (!name) return objectToSchema(type);
  if (!definitions[name]) {
    definitions[name] = {};
    definitions[name] = objectToSchema(type);
  }
  return { $ref: `#/$defs/${name}` };
}

function unionToSchema(types: ts.Type[]): Schema {
  const parts = types.filter(
    (type) => !(type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) && !isOtherString(type),
  );
  const literals = parts.filter((type) => type.isStringLiteral());
  const isBoolean = parts.filter((type) => type.flags & ts.TypeFlags.BooleanLiteral).length === 2;
  const schemas: Schema[] = [];
  if (literals.length > 0)
    schemas.push({ type: 'string', enum: literals.map((type) => (type as ts.StringLiteralType).value) });
  if (isBoolean) schemas.push({ type: 'boolean' });
  for (const type of parts) {
    if (type.isStringLiteral() || (isBoolean && type.flags & ts.TypeFlags.BooleanLiteral)) continue;
    schemas.push(toSchema(type));
  }
  return schemas.length === 1 ? schemas[0]! : { anyOf: schemas };
}

function objectToSchema(type: ts.Type): Schema {
  const properties: Record<string, Schema> = {};
  const required: string[] = [];
  const index = checker.getIndexInfoOfType(type, ts.IndexKind.String);
  for (const property of checker.getPropertiesOfType(type)) {
    const valueType = checker.getTypeOfSymbol(property);
    if (
      valueType.flags & ts.TypeFlags.Void ||
      (valueType.isUnion() &&
        valueType.types.every((part) => part.flags & (ts.TypeFlags.Void | ts.TypeFlags.Undefined)))
    )
      continue;
    properties[property.name] = toSchema(valueType);
    if (!(property.flags & ts.SymbolFlags.Optional)) required.push(property.name);
  }
  // A type with nothing in it says nothing: `Event.Data.Object` is any object.
  const isOpen = !index && Object.keys(properties).length === 0 && nameOf(type)?.startsWith('Events-');
  return {
    type: 'object',
    properties,
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: index ? toSchema(index.type) : Boolean(isOpen),
  };
}

const operations: Schemas['operations'] = {};
for (const [name, { params, returns }] of Object.entries(OPERATIONS) as [string, Operation][]) {
  const one = (path: string) => toSchema(typeAt(path));
  operations[name] = {
    request: toSchema(typeAt(params)),
    response:
      'one' in returns
        ? one(returns.one)
        : 'list' in returns
          ? listOf(one(returns.list))
          : { anyOf: returns.either.map(one) },
  };
}
const schemas: Schemas = { inputs: await inputsOfSchemas(), operations, $defs: definitions };
const file = fileURLToPath(new URL('./schemas.generated.json.gz', import.meta.url));
const packed = gzipSync(JSON.stringify(schemas), { level: 9 });
// The header of gzip names the operating system; the file must not depend on it.
packed[9] = 255;
await writeFile(file, packed);
console.log(
  `${Object.keys(operations).length} operations, ${Object.keys(definitions).length} definitions, ${packed.length} bytes`,
);
