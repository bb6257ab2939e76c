/** Where a page sends whoever is not signed in: back to it afterwards, and with a word about a session that ended meanwhile. */
export function signInAddress(page: { readonly pathname: string; readonly search: string }, hasEnded = false): string {
  return `/sign-in?${new URLSearchParams({ next: page.pathname + page.search, ...(hasEnded ? { ended: '1' } : {}) })}`;
}
