/** Muted hues that agencies are told apart by; the classes `o-hue-0` to `o-hue-5`. */
const HUES = 6;

/** One hue an agency, by the order of their ids: neighbours in a project never share one before all six are taken. */
export function agencyHues(organisationIds: Iterable<string>): ReadonlyMap<string, number> {
  const sorted = [...new Set(organisationIds)].sort();
  return new Map(sorted.map((id, index) => [id, index % HUES]));
}
