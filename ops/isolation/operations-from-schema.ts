import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';

/** One id argument of an operation, by its path in the variables. */
export interface IdSlot {
  path: string[];
  /** The name by which the kind of id is known: the field's own, or for a plain `id` the operation's. */
  name: string;
  isList: boolean;
}

/** An operation made from a root field, with values for everything that it demands. */
export interface GeneratedOperation {
  kind: 'query' | 'mutation' | 'subscription';
  name: string;
  document: string;
  variables: Record<string, unknown>;
  ids: IdSlot[];
}

/** What a scalar accepts, so that an operation gets past its form: it is for rights to stop it. */
function plausible(field: string, type: string): unknown {
  switch (type) {
    case 'Boolean':
      return true;
    case 'Int':
      return 1;
    case 'Locale':
      return 'en';
    case 'EmailAddress':
      return 'somebody@elsewhere.example';
    case 'ID':
      return `isolation-${field}`;
    default:
      if (field === 'currency') return 'AED';
      return field === 'contentBase64' ? Buffer.from('Unit,Floor\n1-1,1\n').toString('base64') : 'isolation';
  }
}

/** An operation for every root field of a schema: all its arguments, and of the answer everything that is shown without further arguments. */
export function operationsOf(schema: GraphQLSchema): GeneratedOperation[] {
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const;
  return roots.flatMap(([kind, type]) => Object.values(type?.getFields() ?? {}).map((field) => generate(kind, field)));
}

function generate(kind: GeneratedOperation['kind'], field: GraphQLField<unknown, unknown>): GeneratedOperation {
  const ids: IdSlot[] = [];
  const variables = Object.fromEntries(
    field.args.flatMap((argument) =>
      isNeeded(argument) ? [[argument.name, fill(argument, [argument.name], field.name, ids)]] : [],
    ),
  );
  const used = field.args.filter(({ name }) => name in variables);
  const declared = used.length > 0 ? `(${used.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ')})` : '';
  const passed = used.length > 0 ? `(${used.map(({ name }) => `${name}: $${name}`).join(', ')})` : '';
  return {
    kind,
    name: field.name,
    document: `${kind} ${declared} { ${field.name}${passed} ${selectionOf(field.type, 3, new Set())} }`,
    variables,
    ids,
  };
}

/** Optional ids are given too: they are doors as well. Paging and other options stay at their defaults. */
function isNeeded(argument: GraphQLArgument | GraphQLInputField): boolean {
  const named = getNamedType(argument.type);
  return isNonNullType(argument.type) || named.name === 'ID' || (isInputObjectType(named) && named.isOneOf);
}

function fill(
  argument: GraphQLArgument | GraphQLInputField,
  path: string[],
  operation: string,
  ids: IdSlot[],
): unknown {
  const bare: GraphQLInputType = isNonNullType(argument.type) ? argument.type.ofType : argument.type;
  const isList = isListType(bare);
  const type = getNamedType(bare);
  if (type.name === 'ID' && argument.name !== 'idempotencyKey') {
    ids.push({ path, name: argument.name === 'id' ? operation : argument.name, isList });
    return isList ? [null] : null;
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    const chosen = type.isOneOf ? fields.filter(({ name }) => name === 'id').slice(0, 1) : fields.filter(isNeeded);
    const value = Object.fromEntries(
      (chosen.length > 0 ? chosen : fields.slice(0, 1)).map((inner) => [
        inner.name,
        fill(inner, [...path, inner.name], path.length > 1 ? path.at(-1)! : operation, ids),
      ]),
    );
    return isList ? [value] : value;
  }
  const given = isEnumType(type) ? type.getValues()[0]!.name : plausible(argument.name, type.name);
  return isList ? [given] : given;
}

function selectionOf(output: GraphQLOutputType, depth: number, inside: ReadonlySet<string>): string {
  const type = getNamedType(output);
  if (isUnionType(type))
    return `{ __typename ${type
      .getTypes()
      .map((member) => `... on ${member.name} ${selectionOf(member, depth, inside)}`)
      .join(' ')} }`;
  if (!isObjectType(type) && !isInterfaceType(type)) return '';
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const named = getNamedType(field.type);
    if (field.args.some((argument) => isNonNullType(argument.type) && argument.defaultValue === undefined)) return [];
    const isLeaf = !isObjectType(named) && !isUnionType(named) && !isInterfaceType(named);
    // Members of a union may have a field of one name and two types: an alias by the parent keeps them apart.
    const alias = `${type.name}_${field.name}: ${field.name}`;
    if (isLeaf) return [alias];
    if (depth === 0 || inside.has(named.name)) return [];
    return [`${alias} ${selectionOf(field.type, depth - 1, new Set([...inside, named.name]))}`];
  });
  return `{ __typename ${fields.join(' ')} }`;
}

/** The variables with an id put into one slot. */
export function withId(operation: GeneratedOperation, slot: IdSlot, id: string): Record<string, unknown> {
  const copy = structuredClone(operation.variables);
  let place: Record<string, unknown> = copy;
  for (const step of slot.path.slice(0, -1))
    place = (Array.isArray(place[step]) ? (place[step] as unknown[])[0] : place[step]) as Record<string, unknown>;
  place[slot.path.at(-1)!] = slot.isList ? [id] : id;
  return copy;
}
