/**
 * Opens a page of the payment provider in a window of its own, so that ours stays where it is. A browser may refuse what no click has just asked
 * for: the page says where the link is.
 */
export function openAtProvider(url: string): void {
  window.open(url, '_blank', 'noopener');
}
