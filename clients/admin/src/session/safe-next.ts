/** A path of ours to go on to; anything else (another host, a scheme, a protocol-relative URL) leads to the start. */
export function safeNext(next: string | null): string {
  return next && /^\/(?![/\\])/u.test(next) ? next : '/';
}
