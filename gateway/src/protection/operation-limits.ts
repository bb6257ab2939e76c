import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  parse,
  type SelectionSetNode,
} from 'graphql';

/** What one operation may ask for (GW-35). */
export const LIMITS = { tokens: 3_000, depth: 14, aliases: 30, rootFields: 10, directives: 20, cost: 25_000 } as const;

const DEFAULT_PAGE = 20;

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
  const measure = new Measure(document, variables);
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  for (const operation of operations) {
    const fault = measure.check(operation.selectionSet);
    if (fault) return fault;
  }
  return null;
}

function refuse(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

class Measure {
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #variables: Record<string, unknown>;
  #aliases = 0;
  #directives = 0;
  #cost = 0;
  #depth = 0;

  constructor(document: DocumentNode, variables: Record<string, unknown>) {
    this.#variables = variables;
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.#fragments.set(definition.name.value, definition);
  }

  check(root: SelectionSetNode): GraphQLError | null {
    this.#aliases = 0;
    this.#directives = 0;
    this.#cost = 0;
    this.#depth = 0;
    const rootFields = this.#walk(root, 1, 1, new Set());
    if (rootFields === null) return refuse('The operation spreads a fragment inside itself');
    if (rootFields > LIMITS.rootFields) return refuse(`The operation has more than ${LIMITS.rootFields} root fields`);
    if (this.#depth > LIMITS.depth) return refuse(`The operation is more than ${LIMITS.depth} levels deep`);
    if (this.#aliases > LIMITS.aliases) return refuse(`The operation has more than ${LIMITS.aliases} aliases`);
    if (this.#directives > LIMITS.directives)
      return refuse(`The operation has more than ${LIMITS.directives} directives`);
    if (this.#cost > LIMITS.cost)
      return refuse(
        `The operation could return more than ${LIMITS.cost} values; ask for smaller pages or fewer fields`,
      );
    return null;
  }

  /** Walks a selection set; returns how many fields it has itself, or null for a fragment that contains itself. */
  #walk(selections: SelectionSetNode, depth: number, times: number, inside: ReadonlySet<string>): number | null {
    if (depth > LIMITS.depth + 1 || this.#cost > LIMITS.cost) {
      this.#depth = Math.max(this.#depth, depth);
      return 0;
    }
    let fields = 0;
    for (const selection of selections.selections) {
      this.#directives += selection.directives?.length ?? 0;
      if (selection.kind === Kind.FIELD) {
        fields += 1;
        if (selection.alias) this.#aliases += 1;
        this.#cost += times;
        this.#depth = Math.max(this.#depth, depth);
        if (
          selection.selectionSet &&
          this.#walk(selection.selectionSet, depth + 1, times * this.#elements(selection), inside) === null
        )
          return null;
        continue;
      }
      const name = selection.kind === Kind.FRAGMENT_SPREAD ? selection.name.value : null;
      if (name && inside.has(name)) return null;
      const target =
        selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : this.#fragments.get(name!)?.selectionSet;
      if (!target) continue;
      const inner = this.#walk(target, depth, times, name ? new Set([...inside, name]) : inside);
      if (inner === null) return null;
      fields += inner;
    }
    return fields;
  }

  /** How many elements a field may bring: its `first`, where it has one. A connection's edges then count once each. */
  #elements(field: FieldNode): number {
    const first = field.arguments?.find((argument) => argument.name.value === 'first')?.value;
    if (!first) return 1;
    if (first.kind === Kind.INT) return Math.max(1, Number(first.value));
    if (first.kind === Kind.VARIABLE) {
      const given = this.#variables[first.name.value];
      return typeof given === 'number' ? Math.max(1, given) : DEFAULT_PAGE;
    }
    return 1;
  }
}
