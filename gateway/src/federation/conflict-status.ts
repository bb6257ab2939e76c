/** What a lost flip says of itself in an answer: a client selects either of them, or both. */
const MARKS = ['"UNIT_STATUS_CONFLICT"', '"UnitStatusConflict"'];
const MOST_CHARACTERS = 1_000_000;

/** HTTP 409 for a lost flip that is the only root field, for clients that read the status (INV-32, GW-44); null for everything else. */
export function conflictStatus(body: string, contentType: string | undefined): number | null {
  if (
    !contentType?.includes('application/graphql-response+json') ||
    body.length > MOST_CHARACTERS ||
    !MARKS.some((mark) => body.includes(mark))
  )
    return null;
  const { data, errors } = JSON.parse(body) as {
    data?: Record<string, { code?: string; __typename?: string } | null>;
    errors?: unknown;
  };
  const fields = Object.values(data ?? {});
  const [field] = fields;
  const isConflict = field?.code === 'UNIT_STATUS_CONFLICT' || field?.__typename === 'UnitStatusConflict';
  return !errors && fields.length === 1 && isConflict ? 409 : null;
}
