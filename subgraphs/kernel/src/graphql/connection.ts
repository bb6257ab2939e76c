import { Field, Int, ObjectType } from 'type-graphql';
import { Shareable, Tagged } from './directives.ts';
import { fault } from './errors.ts';

/** The most that one page of a connection holds (SCH-5). */
export const MOST_PER_PAGE = 100;

@Shareable()
@Tagged('integrator')
@ObjectType({ description: 'Where a page of a connection stands.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more follows.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether something comes before.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first edge.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last edge: pass it as `after`.' })
  endCursor!: string | null;
}

export interface Edge<Node> {
  cursor: string;
  node: Node;
}

export interface Connection<Node> {
  edges: Edge<Node>[];
  pageInfo: PageInfo;
  totalCount?: number;
}

/** Makes the edge and connection types of a node (Relay), in the node's contract. `noun` is the plural for the descriptions. */
export function connectionTypes<Node extends object>(
  node: new (...parameters: never[]) => Node,
  noun: string,
  contract: 'integrator' | 'internal' = 'integrator',
) {
  const { name } = node;
  const InContract = () => (contract === 'internal' ? () => {} : Tagged(contract));

  @InContract()
  @ObjectType(`${name}Edge`, { description: `One of the ${noun} with its cursor.` })
  class EdgeType {
    @Field(() => String, { description: 'Opaque; pass it as `after`.' })
    cursor!: string;

    @Field(() => node, { description: `One of the ${noun}.` })
    node!: Node;
  }

  @InContract()
  @ObjectType(`${name}Connection`, { description: `A page of ${noun}.` })
  class ConnectionType {
    @Field(() => [EdgeType], { description: 'The page.' })
    edges!: EdgeType[];

    @Field(() => PageInfo, { description: 'Where the page stands.' })
    pageInfo!: PageInfo;

    @Field(() => Int, {
      nullable: true,
      description: `How many ${noun} there are in all, where that is cheap to know.`,
    })
    totalCount?: number;
  }
  return ConnectionType;
}

export interface Page {
  limit: number;
  /** The decoded cursor, or null at the start. */
  after: string[] | null;
}

/** What a key of a cursor looks like. A cursor comes back from outside, and the database must not be what finds out that it was made up. */
const KEY_SHAPES = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  /** A whole number that PostgreSQL's bigint holds. */
  number: /^\d{1,18}$/,
};

/** Reads `first` and `after`, whose keys have the given shapes. A limit outside 1 to 100 or a foreign cursor is BAD_USER_INPUT. */
export function readPage(
  first: number,
  after: string | null | undefined,
  shapes: readonly (keyof typeof KEY_SHAPES)[],
): Page {
  if (first < 1 || first > MOST_PER_PAGE) throw fault('BAD_USER_INPUT', `first: ask for 1 to ${MOST_PER_PAGE}`);
  if (!after) return { limit: first, after: null };
  try {
    const keys: unknown = JSON.parse(Buffer.from(after, 'base64url').toString('utf8'));
    if (
      Array.isArray(keys) &&
      keys.length === shapes.length &&
      keys.every((key, index) => typeof key === 'string' && KEY_SHAPES[shapes[index]!].test(key))
    )
      return { limit: first, after: keys };
  } catch {
    // falls through to the answer for any cursor that is not ours
  }
  throw fault('BAD_USER_INPUT', 'after: this is not a cursor of this list');
}

/** Builds a page from up to `limit + 1` rows in order; `keys` are the values that the order is by. */
export function toConnection<Node>(
  rows: readonly Node[],
  page: Page,
  keys: (row: Node) => string[],
  totalCount?: number,
): Connection<Node> {
  const edges = rows
    .slice(0, page.limit)
    .map((node) => ({ node, cursor: Buffer.from(JSON.stringify(keys(node))).toString('base64url') }));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > page.limit,
      hasPreviousPage: page.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    ...(totalCount === undefined ? {} : { totalCount }),
  };
}
