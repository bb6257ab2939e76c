import type { RequestFacts } from '@offplan/kernel/subgraph/request-context';
import type { SubgraphClient } from './subgraph-client.ts';

/** What the gateway itself asks of a subgraph, with a passport of its own. */
export class SubgraphService {
  readonly #name: string;
  readonly #client: SubgraphClient;
  readonly #passport: () => Promise<string>;

  constructor(name: string, client: SubgraphClient, passport: () => Promise<string>) {
    this.#name = name;
    this.#client = client;
    this.#passport = passport;
  }

  /** Runs one of the gateway's own operations: its variable is `$input`, its only field is called `answer`. */
  async ask<Answer>(document: string, input: object | string, facts: RequestFacts): Promise<Answer> {
    return this.askAs(await this.#passport(), document, input, facts);
  }

  /** The same in somebody's name: `passport` is the signed one of a viewer. */
  async askAs<Answer>(
    passport: string,
    document: string,
    input: object | string,
    facts: RequestFacts,
  ): Promise<Answer> {
    const { data, errors } = await this.#client.execute({ query: document, variables: { input } }, { passport, facts });
    if (errors?.length) throw new Error(`${this.#name}: ${errors[0]!.message}`);
    return (data as { answer: Answer }).answer;
  }
}
