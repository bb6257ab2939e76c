/** Where a person goes without choosing (ID-23): the workspace whose address it came from, else the only one. */
export function obviousWorkspace(slugs: readonly string[], from: string | null): string | undefined {
  if (from !== null && slugs.includes(from)) return from;
  return slugs.length === 1 ? slugs[0] : undefined;
}
