/** A connection, as every list of the schema is one (SCH-5). */
export interface List {
  readonly edges: readonly unknown[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

type Fields = Record<string, unknown>;

/** The connection that lies at a path of an answer. */
export function listAt(data: unknown, path: readonly string[]): List | null | undefined {
  return path.reduce<unknown>((at, field) => (at as Fields | null | undefined)?.[field], data) as
    | List
    | null
    | undefined;
}

/** An answer with another page behind the list at a path; all else stays as it was known. */
export function joined<Data>(known: Data, next: Data, [field, ...rest]: readonly string[]): Data {
  const before = (known as Fields | null)?.[field!];
  const more = (next as Fields | null)?.[field!];
  if (!before || !more) return known;
  if (rest.length > 0) return { ...known, [field!]: joined(before, more, rest) };
  const edges = [...(before as List).edges, ...(more as List).edges];
  return { ...known, [field!]: { ...(before as List), ...(more as List), edges } };
}
