/** Metadata after a change: a key with nothing in it goes, `''` for the whole empties it. Values are strings. */
export function mergeMetadata(
  before: Record<string, string> | null,
  change: '' | null | undefined | Record<string, string | number | null>,
): Record<string, string> {
  if (change === undefined) return before ?? {};
  if (change === '' || change === null) return {};
  const merged = { ...before };
  for (const [key, value] of Object.entries(change)) {
    if (value === '' || value === null) delete merged[key];
    else merged[key] = String(value);
  }
  return merged;
}
