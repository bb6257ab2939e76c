/**
 * A path of ours to go on to; anything else (another host, a scheme, a protocol-relative URL) leads to the start. Read as a browser reads
 * it, which drops tabs and turns backslashes, and once more what came of that.
 */
export function safeNext(next: string | null): string {
  if (!next?.startsWith('/')) return '/';
  try {
    const url = new URL(next, 'http://host');
    const path = url.pathname + url.search + url.hash;
    return url.origin === 'http://host' && new URL(path, 'http://host').origin === 'http://host' ? path : '/';
  } catch {
    return '/';
  }
}
