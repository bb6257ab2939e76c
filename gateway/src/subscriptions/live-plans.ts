import '../federation/no-telemetry.ts';
import { createHash } from 'node:crypto';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { buildOperationContext, executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway';
import { QueryPlanner } from '@apollo/query-planner';
import type { Logger } from '@offplan/kernel/logging';
import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  parse,
  specifiedRules,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { GatewayContext } from '../federation/gateway-context.ts';
import type { SubgraphOperation } from '../federation/subgraph-client.ts';
import { LiveOperation } from './live-operation.ts';

/** A subscription that is ready to run: which subgraph its events come from, and how they are completed. */
export interface LivePlan {
  /** Stands for the operation in group keys. */
  hash: string;
  document: DocumentNode;
  operation: LiveOperation;
  serviceName: string;
  /** Whether its answers depend on the person, see `@personal`. */
  isPersonal: boolean;
  upstream(variables: Record<string, unknown>): SubgraphOperation;
  /** Completes one event: what the other subgraphs add to it, by the query plan. */
  complete(
    event: ExecutionResult,
    variables: Record<string, unknown>,
    context: GatewayContext,
  ): Promise<ExecutionResult>;
}

const MOST_REMEMBERED = 500;

/**
 * Plans federated subscriptions. @apollo/gateway does not run them; its planner plans them, though, and its `executeQueryPlan` runs the
 * plan when the first fetch is answered from the event. Pinned versions and a contract test guard this seam.
 */
export class LivePlans {
  readonly #dataSources: Record<string, GraphQLDataSource>;
  readonly #logger: Logger;
  readonly #supergraph: GraphQLSchema;
  readonly #api: ReturnType<Supergraph['apiSchema']>;
  readonly #apiSchema: GraphQLSchema;
  readonly #planner: QueryPlanner;
  readonly #personal: Set<string>;
  readonly #plans = new Map<string, LivePlan | readonly GraphQLError[]>();

  constructor(supergraphSdl: string, dataSources: Record<string, GraphQLDataSource>, logger: Logger) {
    const supergraph = Supergraph.build(supergraphSdl, { validateSupergraph: false });
    this.#dataSources = dataSources;
    this.#logger = logger;
    this.#supergraph = supergraph.schema.toGraphQLJSSchema();
    this.#api = supergraph.apiSchema();
    this.#apiSchema = this.#api.toGraphQLJSSchema();
    this.#planner = new QueryPlanner(supergraph);
    this.#personal = personalFields(supergraphSdl);
  }

  get apiSchema(): GraphQLSchema {
    return this.#apiSchema;
  }

  /** The plan of a subscription, or the errors that keep it from being one. */
  prepare(query: string, operationName: string | null): LivePlan | readonly GraphQLError[] {
    const key = `${operationName ?? ''}\n${query}`;
    const known = this.#plans.get(key);
    if (known) return known;
    const plan = this.#plan(query, operationName, key);
    if (this.#plans.size >= MOST_REMEMBERED) this.#plans.delete(this.#plans.keys().next().value!);
    this.#plans.set(key, plan);
    return plan;
  }

  #plan(query: string, operationName: string | null, key: string): LivePlan | readonly GraphQLError[] {
    const document = parse(query);
    const errors = validate(this.#apiSchema, document, specifiedRules);
    if (errors.length > 0) return errors;
    if (!getOperationAST(document, operationName)) return [new GraphQLError('Name one operation of the document')];
    const { node } = this.#planner.buildQueryPlan(
      operationFromDocument(this.#api, document, { operationName: operationName ?? undefined }),
    );
    if (node?.kind !== 'Subscription') return validate(this.#apiSchema, parse('subscription { __typename }'));
    const { primary, rest } = node;
    const completion = { kind: 'QueryPlan', node: rest ? { kind: 'Sequence', nodes: [primary, rest] } : primary };
    const operationContext = buildOperationContext({
      schema: this.#apiSchema,
      operationDocument: document,
      operationName: operationName ?? undefined,
    } as never);
    const hash = createHash('sha256').update(key).digest('base64url');
    const used: readonly string[] = primary.variableUsages ?? [];
    return {
      hash,
      document,
      operation: new LiveOperation(document, operationName),
      serviceName: primary.serviceName,
      isPersonal: this.#isPersonal(document),
      upstream: (variables) => ({
        query: primary.operation,
        operationName: primary.operationName,
        variables: Object.fromEntries(used.filter((name) => name in variables).map((name) => [name, variables[name]])),
      }),
      complete: async (event, variables, context) => {
        const real = this.#dataSources[primary.serviceName]!;
        const fromEvent: GraphQLDataSource = {
          process: (options) =>
            options.request.query === primary.operation ? Promise.resolve(event as never) : real.process(options),
        };
        const result = await executeQueryPlan(
          completion as never,
          { ...this.#dataSources, [primary.serviceName]: fromEvent },
          {
            request: { query, variables },
            context,
            logger: this.#logger,
            metrics: {},
            document,
            queryHash: hash,
            cache: undefined,
            schema: this.#apiSchema,
            schemaHash: '',
          } as never,
          operationContext,
          this.#supergraph,
          this.#api,
        );
        return result as ExecutionResult;
      },
    };
  }

  #isPersonal(document: DocumentNode): boolean {
    const types = new TypeInfo(this.#apiSchema);
    let found = false;
    visit(
      document,
      visitWithTypeInfo(types, {
        Field: (field) => {
          if (this.#personal.has(`${types.getParentType()?.name}.${field.name.value}`)) found = true;
        },
      }),
    );
    return found;
  }
}

/** `Type.field` of every field that carries `@personal` in the supergraph. */
function personalFields(supergraphSdl: string): Set<string> {
  const fields = new Set<string>();
  for (const definition of parse(supergraphSdl).definitions)
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION)
      for (const field of definition.fields ?? [])
        if (field.directives?.some((directive) => directive.name.value === 'personal'))
          fields.add(`${definition.name.value}.${field.name.value}`);
  return fields;
}
