import 'reflect-metadata';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  getDirective,
  getResolversFromSchema,
  MapperKind,
  mapSchema,
  printSchemaWithDirectives,
} from '@graphql-tools/utils';
import {
  type ConstDirectiveNode,
  type DocumentNode,
  defaultFieldResolver,
  type GraphQLFieldConfig,
  type GraphQLSchema,
  getNamedType,
  isUnionType,
  Kind,
  parse,
  print,
  visit,
} from 'graphql';
import { buildSchemaSync, type NonEmptyArray, type PubSub } from 'type-graphql';
import { isAction } from '../permissions/matrix.ts';
import type { RequestContext } from '../subgraph/request-context.ts';
import { ACCESS_DEFINITION, type AccessRule, accessSentence, type Requirement } from './access.ts';
import { fault } from './errors.ts';
import { PERSONAL_DEFINITION } from './personal.ts';
import { NotPermitted, NotPermittedReason } from './user-errors.ts';

const FEDERATION = `extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@tag", "@inaccessible", "@composeDirective"])
  @link(url: "https://offplan.example/access/v1.0", import: ["@access", "@personal"])
  @composeDirective(name: "@access")
  @composeDirective(name: "@personal")
${ACCESS_DEFINITION}
${PERSONAL_DEFINITION}`;

/** type-graphql wants one although each subscription of ours brings its own stream, from the bus. */
const NO_TOPICS: PubSub = {
  publish() {},
  subscribe() {
    throw new Error('Subscriptions read the event bus: give each its own `subscribe`');
  },
};

type ReferenceResolver = (reference: { id: string }, context: never) => Promise<object | null>;

export interface SubgraphTypes {
  resolvers: readonly (abstract new (...parameters: never[]) => object)[];
  /** Types that no field of this subgraph leads to: entities that other subgraphs extend, members of interfaces. */
  otherTypes?: readonly (abstract new (
    ...parameters: never[]
  ) => object)[];
  /** How a reference of another subgraph becomes an object: by a loader, one query for all of a request. */
  references?: Record<string, ReferenceResolver>;
}

/**
 * Builds a subgraph's schema from its classes: type-graphql makes the types, Apollo's library the federation entry points. Each root
 * field must say who may call it, and is refused here to everybody else (ID-35); the use case then asks the matrix.
 */
export function buildSubgraph(types: SubgraphTypes): { schema: GraphQLSchema; sdl: string } {
  const base = guardRootFields(
    buildSchemaSync({
      resolvers: types.resolvers as unknown as NonEmptyArray<() => void>,
      orphanedTypes: [...(types.otherTypes ?? [])] as never,
      validate: false,
      // A subgraph may only add fields to others' types and have no Query of its own; composition checks the whole.
      skipCheck: true,
      pubSub: NO_TOPICS,
    }),
  );
  const sdl = `${FEDERATION}\n\n${print(withUnionsHidden(parse(printSchemaWithDirectives(base))))}`;
  const resolvers = getResolversFromSchema(base, true) as Record<string, Record<string, unknown>>;
  for (const [type, resolve] of Object.entries(types.references ?? {})) {
    resolvers[type] ??= {};
    resolvers[type].__resolveReference = resolve;
  }
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
  return { schema, sdl };
}

function guardRootFields(base: GraphQLSchema): GraphQLSchema {
  const faults: string[] = [];
  const schema = mapSchema(base, {
    [MapperKind.ROOT_FIELD]: (field: GraphQLFieldConfig<unknown, RequestContext>, name, typeName) => {
      const declared = getDirective(base, field, 'access')?.[0] as
        | { requires: Requirement; actions?: string[]; whilePaused?: boolean; isLook?: boolean }
        | undefined;
      if (!declared) {
        faults.push(`${typeName}.${name} does not say who may call it`);
        return field;
      }
      const actions = declared.actions ?? [];
      for (const action of actions)
        if (!isAction(action))
          faults.push(`${typeName}.${name} names ${action}, which has no row in the permission matrix`);
      const isMutation = typeName === 'Mutation';
      if (isMutation && declared.requires === 'workspace' && actions.length === 0)
        faults.push(`${typeName}.${name} changes a workspace and names no row of the permission matrix`);
      const rule: AccessRule = {
        requires: declared.requires,
        actions: actions.filter(isAction),
        whilePaused: declared.whilePaused ?? false,
        isLook: declared.isLook ?? false,
      };
      if (isMutation && changesWorkspace(rule) && !mayAnswerNotPermitted(field))
        faults.push(`${typeName}.${name} changes a workspace and cannot answer NotPermitted`);
      return {
        ...guarded(field, rule, isMutation),
        description: `${field.description ?? ''} ${accessSentence(rule)}`.trim(),
      };
    },
  });
  if (faults.length > 0) throw new Error(`The schema cannot start:\n${faults.join('\n')}`);
  return schema;
}

function guarded(
  field: GraphQLFieldConfig<unknown, RequestContext>,
  rule: AccessRule,
  isMutation: boolean,
): GraphQLFieldConfig<unknown, RequestContext> {
  const { resolve = defaultFieldResolver, subscribe } = field;
  const wrap =
    (inner: NonNullable<typeof field.resolve>): NonNullable<typeof field.resolve> =>
    (source, parameters, context, info) => {
      refuse(rule, isMutation, context);
      const beyond = isMutation ? refusalBeyondPlan(rule, context) : null;
      if (beyond) return beyond;
      return inner(source, parameters, context, info);
    };
  return { ...field, resolve: wrap(resolve), ...(subscribe ? { subscribe: wrap(subscribe) } : {}) };
}

function refuse({ requires, whilePaused }: AccessRule, isMutation: boolean, { passport }: RequestContext): void {
  if (isMutation && passport.viewedBy)
    throw fault(
      'WORKSPACE_READ_ONLY',
      'You are looking with the eyes of somebody else. Leave the view to make changes.',
    );
  if (requires === 'everyone') return;
  if (requires === 'gateway') {
    if (passport.kind !== 'gateway') throw fault('FORBIDDEN', 'This is not for you');
    return;
  }
  if (passport.kind === 'anonymous' || passport.kind === 'gateway') throw fault('UNAUTHENTICATED', 'Sign in first');
  if (requires !== 'workspace') return;
  if (!passport.organisation) throw fault('FORBIDDEN', 'This workspace does not exist or is not yours');
  // The one place where a workspace that is not active refuses (SCH-9, ID-26).
  if (passport.organisation.status !== 'active' && !whilePaused)
    throw fault(
      'WORKSPACE_READ_ONLY',
      `This workspace is ${passport.organisation.status === 'suspended' ? 'suspended' : 'closed'}. Its Owner can bring it back.`,
    );
}

/**
 * The one place where a member whose seat is beyond the plan, or a guest whose place is, is kept from changing the workspace (BIL-23). What
 * a paused workspace still allows is allowed here too: leaving it.
 */
function refusalBeyondPlan(rule: AccessRule, { passport }: RequestContext): NotPermitted | null {
  if (!passport.beyondPlan || !changesWorkspace(rule)) return null;
  return new NotPermitted(NotPermittedReason.BEYOND_PLAN, passport.beyondPlan.leastTier);
}

const changesWorkspace = ({ requires, whilePaused, isLook }: AccessRule) =>
  requires === 'workspace' && !whilePaused && !isLook;

function mayAnswerNotPermitted({ type }: GraphQLFieldConfig<unknown, RequestContext>): boolean {
  const result = getNamedType(type);
  return isUnionType(result) && result.getTypes().some(({ name }) => name === NotPermitted.name);
}

/** type-graphql cannot put a directive on a union: one with a member for the gateway alone is so itself. */
function withUnionsHidden(document: DocumentNode): DocumentNode {
  const hidden = new Set<string>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.directives?.some(isInaccessible))
      hidden.add(definition.name.value);
  return visit(document, {
    UnionTypeDefinition: (union) =>
      union.types?.some((member) => hidden.has(member.name.value))
        ? { ...union, directives: [...(union.directives ?? []), INACCESSIBLE] }
        : undefined,
  });
}

const INACCESSIBLE: ConstDirectiveNode = { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: 'inaccessible' } };
const isInaccessible = (directive: ConstDirectiveNode) => directive.name.value === 'inaccessible';
