import { Supergraph } from '@apollo/federation-internals';
import { MapperKind, mapSchema, pruneSchema } from '@graphql-tools/utils';
import {
  type DocumentNode,
  GraphQLInputObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
  Kind,
  lexicographicSortSchema,
  parse,
  printSchema,
} from 'graphql';

export type Contract = 'public' | 'integrator';

/** The API as our own apps see it: the supergraph without its machinery. */
export function apiSchema(supergraphSdl: string, oneOf: ReadonlySet<string>): GraphQLSchema {
  const schema = Supergraph.build(supergraphSdl, { validateSupergraph: false }).apiSchema().toGraphQLJSSchema();
  return mapSchema(schema, {
    [MapperKind.INPUT_OBJECT_TYPE]: (type) =>
      oneOf.has(type.name) ? new GraphQLInputObjectType({ ...type.toConfig(), isOneOf: true }) : type,
  });
}

/**
 * The API of a contract (SCH-12): root fields with its tag and, of the tagged types, all that they have. What is not tagged is internal:
 * forgetting a tag hides. Throws when a path from a root leads to a type without the tag.
 */
export function contractSchema(supergraphSdl: string, contract: Contract, oneOf: ReadonlySet<string>): GraphQLSchema {
  const tags = readTags(parse(supergraphSdl), contract);
  const api = apiSchema(supergraphSdl, oneOf);
  const roots = [api.getQueryType(), api.getMutationType(), api.getSubscriptionType()].flatMap((type) =>
    type ? [type.name] : [],
  );
  const schema = pruneSchema(
    mapSchema(api, {
      [MapperKind.ROOT_FIELD]: (field, name, typeName) => (tags.fields.has(`${typeName}.${name}`) ? field : null),
      // A field of a tagged type that leads to an internal one is internal itself, unless the type was forgotten: then the check below speaks.
      [MapperKind.OBJECT_FIELD]: (field, name, typeName) => {
        if (roots.includes(typeName)) return field;
        const target = getNamedType(field.type);
        return isScalarType(target) ||
          isEnumType(target) ||
          tags.types.has(target.name) ||
          tags.fields.has(`${typeName}.${name}`)
          ? field
          : null;
      },
    }),
  );
  const leaks = Object.values(schema.getTypeMap()).filter(
    (type) =>
      !type.name.startsWith('__') &&
      !roots.includes(type.name) &&
      !tags.types.has(type.name) &&
      !isSpecifiedScalarType(type) &&
      !isScalarType(type) &&
      (isObjectType(type) || isInterfaceType(type) || isUnionType(type) || isInputObjectType(type)) &&
      !isUnionOfTagged(type, tags.types),
  );
  if (leaks.length > 0)
    throw new Error(
      `The ${contract} variant reaches types without its tag: ${leaks.map(({ name }) => name).join(', ')}`,
    );
  return schema;
}

/** type-graphql cannot put a directive on a union: it belongs to a contract when all its members do. */
function isUnionOfTagged(type: unknown, tagged: ReadonlySet<string>): boolean {
  return isUnionType(type) && type.getTypes().every(({ name }) => tagged.has(name));
}

export function printSorted(schema: GraphQLSchema): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}

function readTags(supergraph: DocumentNode, contract: Contract): { types: Set<string>; fields: Set<string> } {
  const types = new Set<string>();
  const fields = new Set<string>();
  const isTagged = (node: {
    directives?: readonly {
      name: { value: string };
      arguments?: readonly { value: { kind: string; value?: unknown } }[];
    }[];
  }) =>
    node.directives?.some(
      (directive) => directive.name.value === 'tag' && directive.arguments?.[0]?.value.value === contract,
    ) ?? false;
  for (const definition of supergraph.definitions) {
    if (!('name' in definition) || !definition.name) continue;
    if (isTagged(definition as never)) types.add(definition.name.value);
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION)
      for (const field of definition.fields ?? [])
        if (isTagged(field)) fields.add(`${definition.name.value}.${field.name.value}`);
  }
  return { types, fields };
}
