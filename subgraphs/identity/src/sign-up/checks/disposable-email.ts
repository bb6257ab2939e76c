let lists: Promise<{ exact: ReadonlySet<string>; wildcards: readonly string[] }> | null = null;

/** Whether a domain is of a throw-away mail provider, itself or by its registrable parent. */
export async function isDisposable(domain: string, registrable: string): Promise<boolean> {
  // More than 100,000 names: read when the first person signs up.
  lists ??= readLists();
  const { exact, wildcards } = await lists;
  return (
    exact.has(domain) ||
    exact.has(registrable) ||
    wildcards.some((name) => domain === name || domain.endsWith(`.${name}`))
  );
}

async function readLists(): Promise<{ exact: ReadonlySet<string>; wildcards: readonly string[] }> {
  const [exact, wildcards] = await Promise.all([
    import('disposable-email-domains/index.json', { with: { type: 'json' } }),
    import('disposable-email-domains/wildcard.json', { with: { type: 'json' } }),
  ]);
  return { exact: new Set(exact.default as string[]), wildcards: wildcards.default as string[] };
}
