import { Navigate, useParams } from 'react-router';

/**
 * A page that a mail's link opens with a token in its path: takes the token out of the address bar, where it would be copied, logged and
 * sent as a referrer, and goes on to the page without it (ID-3).
 */
export function TokenOfLink({ page }: { page: string }) {
  const { token } = useParams();
  if (token) sessionStorage.setItem(keyOf(page), token);
  return <Navigate to={page} replace />;
}

/** The token that this tab came with, or nothing. */
export function tokenOf(page: string): string {
  return sessionStorage.getItem(keyOf(page)) ?? '';
}

/** Forgets a token that was used. */
export function forgetToken(page: string): void {
  sessionStorage.removeItem(keyOf(page));
}

function keyOf(page: string): string {
  return `offplan-token ${page}`;
}
