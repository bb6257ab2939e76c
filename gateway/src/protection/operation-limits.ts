import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** What one operation may ask for (GW-35). */
export const LIMITS = { tokens: 3_000, depth: 14, aliases: 30, rootFields: 10, directives: 20, cost: 25_000 } as const;

const NOTHING: Weight = { fields: 0, depth: 0, aliases: 0, directives: 0, cost: 0 };
const DEFAULT_PAGE = 20;
/** Lists without `first`, by the field's name: what they usually bring at most. */
const LIST_SIZES: Readonly<Record<string, number>> = { units: 500 };

/**
 * Measures a document before anything else looks at it. Returns the fault to answer with, or null. The cost is the number of values that
 * could come back: each field counts once for each element of the lists around it, by their `first`.
 */
export function checkLimits(query: string, variables: Record<string, unknown> = {}): GraphQLError | null {
  let document: DocumentNode;
  try {
    document = parse(query, { maxTokens: LIMITS.tokens, noLocation: true });
  } catch (error) {
    const isTooLong = error instanceof Error && error.message.includes('token');
    return refuse(
      isTooLong
        ? `The operation has more than ${LIMITS.tokens} tokens`
        : `The operation cannot be read: ${(error as Error).message}`,
    );
  }
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      const fault = checkOperation(document, definition, variables);
      if (fault) return fault;
    }
  return null;
}

function checkOperation(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): GraphQLError | null {
  const weight = new Measure(document, operation, variables).weigh(operation.selectionSet);
  if (typeof weight === 'string') return refuse(weight);
  if (weight.fields > LIMITS.rootFields) return refuse(`The operation has more than ${LIMITS.rootFields} root fields`);
  if (weight.depth > LIMITS.depth) return refuse(`The operation is more than ${LIMITS.depth} levels deep`);
  if (weight.aliases > LIMITS.aliases) return refuse(`The operation has more than ${LIMITS.aliases} aliases`);
  if (weight.directives > LIMITS.directives)
    return refuse(`The operation has more than ${LIMITS.directives} directives`);
  if (weight.cost > LIMITS.cost)
    return refuse(`The operation could return more than ${LIMITS.cost} values; ask for smaller pages or fewer fields`);
  return null;
}

function refuse(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** What a selection set asks for, its fragments included. */
interface Weight {
  /** Fields of the set itself. */
  fields: number;
  depth: number;
  aliases: number;
  directives: number;
  /** Values that it could bring. */
  cost: number;
}

/** Weighs the selections of one operation, each fragment once: spreads of spreads would otherwise multiply the work. */
class Measure {
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #variables: ReadonlyMap<string, unknown>;
  readonly #weights = new Map<string, Weight | string>();

  constructor(document: DocumentNode, operation: OperationDefinitionNode, variables: Record<string, unknown>) {
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(definition.name.value, definition);
    this.#variables = new Map(
      (operation.variableDefinitions ?? []).map(({ variable: { name }, defaultValue }) => [
        name.value,
        variables[name.value] ?? (defaultValue?.kind === Kind.INT ? Number(defaultValue.value) : undefined),
      ]),
    );
  }

  /** The weight of a selection set, or in words what makes it impossible to weigh. */
  weigh({ selections }: SelectionSetNode): Weight | string {
    const total: Weight = { fields: 0, depth: 0, aliases: 0, directives: 0, cost: 0 };
    for (const selection of selections) {
      const weight = this.#weighOne(selection);
      if (typeof weight === 'string') return weight;
      total.fields += weight.fields;
      total.depth = Math.max(total.depth, weight.depth);
      total.aliases += weight.aliases;
      total.directives += weight.directives + (selection.directives?.length ?? 0);
      total.cost += weight.cost;
    }
    return total;
  }

  #weighOne(selection: SelectionNode): Weight | string {
    switch (selection.kind) {
      case Kind.FIELD: {
        const inner = selection.selectionSet ? this.weigh(selection.selectionSet) : NOTHING;
        if (typeof inner === 'string') return inner;
        return {
          fields: 1,
          depth: 1 + inner.depth,
          aliases: inner.aliases + (selection.alias ? 1 : 0),
          directives: inner.directives,
          cost: 1 + (selection.selectionSet ? this.#elements(selection) * inner.cost : 0),
        };
      }
      case Kind.INLINE_FRAGMENT:
        return this.weigh(selection.selectionSet);
      case Kind.FRAGMENT_SPREAD:
        return this.#weighFragment(selection.name.value);
    }
  }

  #weighFragment(name: string): Weight | string {
    const known = this.#weights.get(name);
    if (known !== undefined) return known;
    const fragment = this.#fragments.get(name);
    if (!fragment) return 'The operation spreads a fragment that it does not have';
    // What is met again before it has been weighed contains itself.
    this.#weights.set(name, 'The operation spreads a fragment inside itself');
    const weight = this.weigh(fragment.selectionSet);
    this.#weights.set(name, weight);
    return weight;
  }

  /** How many elements a field may bring: its `first`, where it has one. A connection's edges then count once each. */
  #elements(field: FieldNode): number {
    const first = field.arguments?.find(({ name }) => name.value === 'first')?.value;
    if (first?.kind === Kind.INT) return Math.max(1, Number(first.value));
    if (first?.kind === Kind.VARIABLE) {
      const given = this.#variables.get(first.name.value);
      return typeof given === 'number' ? Math.max(1, given) : DEFAULT_PAGE;
    }
    return LIST_SIZES[field.name.value] ?? 1;
  }
}
