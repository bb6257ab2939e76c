import {
  type DocumentNode,
  type FieldNode,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** The argument by which a client resumes: the last cursor it has seen. */
const RESUME_ARGUMENT = 'after';

/** What of a subscription's variables decides its answers. */
export interface LiveVariables {
  /** The cursor from which it resumes, as the client gave it; null when it starts now. */
  after: unknown;
  /** Equal for requests that watch the same thing, wherever they resume: variables that the operation does not declare are left out. */
  watched: Record<string, unknown>;
}

/** A validated subscription, read for what brings subscribers together. */
export class LiveOperation {
  /** The name of its one root field in the answers. */
  readonly rootField: string;
  readonly #declared: readonly string[];
  readonly #resume: (variables: Record<string, unknown>) => unknown;
  /** The variable that holds the cursor and nothing else. */
  readonly #cursorVariable: string | null;

  constructor(document: DocumentNode, operationName: string | null) {
    const operation = getOperationAST(document, operationName)!;
    const field = rootFieldOf(document, operation.selectionSet);
    const argument = field?.arguments?.find(({ name }) => name.value === RESUME_ARGUMENT)?.value;
    this.rootField = field?.alias?.value ?? field?.name.value ?? '';
    this.#declared = (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
    if (argument?.kind === Kind.VARIABLE) {
      const name = argument.name.value;
      const initial = defaultOf(operation, name);
      this.#resume = (variables) => (variables[name] === undefined ? initial : variables[name]);
      this.#cursorVariable = usesOf(document, name) === 1 ? name : null;
    } else {
      const literal = argument?.kind === Kind.STRING ? argument.value : null;
      this.#resume = () => literal;
      this.#cursorVariable = null;
    }
  }

  read(variables: Record<string, unknown>): LiveVariables {
    const names = this.#declared.filter((name) => name !== this.#cursorVariable && variables[name] !== undefined);
    return {
      after: this.#resume(variables) ?? null,
      watched: Object.fromEntries(names.sort().map((name) => [name, variables[name]])),
    };
  }
}

/** The one root field of a subscription, through the fragments around it. */
function rootFieldOf(document: DocumentNode, { selections }: SelectionSetNode): FieldNode | null {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) return selection;
    const inner =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection
        : document.definitions.find(
            (one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === selection.name.value,
          );
    if (inner && 'selectionSet' in inner && inner.selectionSet) return rootFieldOf(document, inner.selectionSet);
  }
  return null;
}

function defaultOf(operation: OperationDefinitionNode, name: string): string | null {
  const value = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name)?.defaultValue;
  return value?.kind === Kind.STRING ? value.value : null;
}

/** How often a document uses a variable, its declaration aside. */
function usesOf(document: DocumentNode, name: string): number {
  let uses = 0;
  visit(document, {
    VariableDefinition: () => false,
    Variable: (variable) => {
      if (variable.name.value === name) uses += 1;
    },
  });
  return uses;
}
