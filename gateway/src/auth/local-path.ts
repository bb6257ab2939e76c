/** A path of this host to go on to; anything else (another host, a scheme, a protocol-relative address) becomes the start (security check 15). */
export function localPath(given: string | undefined): string {
  try {
    const url = new URL(given ?? '/', 'http://host');
    return given?.startsWith('/') && url.origin === 'http://host' ? url.pathname + url.search + url.hash : '/';
  } catch {
    return '/';
  }
}
