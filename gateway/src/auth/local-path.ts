/**
 * A path of this host to go on to; anything else (another host, a scheme, a protocol-relative address) becomes the start (security check
 * 15). The path is read as a browser reads it, and again what came of that: `/x/..//evil.example` would be another host the second time.
 */
export function localPath(given: string | undefined): string {
  if (!given?.startsWith('/')) return '/';
  try {
    const url = new URL(given, 'http://host');
    const path = url.pathname + url.search + url.hash;
    return url.origin === 'http://host' && new URL(path, 'http://host').origin === 'http://host' ? path : '/';
  } catch {
    return '/';
  }
}
