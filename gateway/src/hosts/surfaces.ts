/** What a host name stands for (GW-10). */
export type Surface = { kind: 'admin' } | { kind: 'api' } | { kind: 'organisation'; slug: string };

/** The Host header without case, port and trailing dot (GW-11); null when it is no host name. */
export function canonicalHost(header: string | undefined): string | null {
  if (!header) return null;
  const host = header
    .toLowerCase()
    .replace(/:\d{1,5}$/, '')
    .replace(/\.$/, '');
  return /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(host) ? host : null;
}

/** The surface of a host under the configured base host; null is answered by 404. The host picks, it never grants anything (ID-32). */
export function surfaceOf(header: string | undefined, baseHost: string): Surface | null {
  const host = canonicalHost(header);
  if (!host?.endsWith(`.${baseHost}`)) return null;
  const label = host.slice(0, -baseHost.length - 1);
  if (label === 'app') return { kind: 'admin' };
  if (label === 'api') return { kind: 'api' };
  return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(label) && label.length >= 3 && label.length <= 40 && label !== 'staff'
    ? { kind: 'organisation', slug: label }
    : null;
}
