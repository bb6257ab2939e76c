import type { RequestFacts } from '@offplan/kernel/subgraph/request-context';
import type { SubgraphService } from '../federation/subgraph-service.ts';

/** Begins the links of mails with which reminders are stopped; their token follows. */
export const UNSUBSCRIBE = '/unsubscribe/';

/** What a mail program posts (RFC 8058), as one or the other kind of form; so does the page's button. */
const ONE_CLICK = /List-Unsubscribe(?:=|"\s+)One-Click/;

const STOP = /* GraphQL */ `
  mutation Unsubscribe($input: UnsubscribeInput!) {
    answer: unsubscribe(input: $input)
  }
`;

/**
 * Stops the reminders that a link names (GRO-10). Only a POST with the words of RFC 8058 does: a scanner that opens links of mails, and follows them by
 * GET, stops nothing. Nobody has to be signed in, and no cookie counts.
 */
export async function stopReminders(
  identity: Pick<SubgraphService, 'ask'>,
  { path, body, facts }: { path: string; body: string; facts: RequestFacts },
): Promise<{ status: number; body: object }> {
  if (!ONE_CLICK.test(body))
    return { status: 400, body: { code: 'BAD_USER_INPUT', message: 'Post List-Unsubscribe=One-Click here.' } };
  const kind = await identity.ask<string | null>(STOP, { token: path.slice(UNSUBSCRIBE.length) }, facts);
  return kind
    ? { status: 200, body: { ok: true, kind } }
    : {
        status: 410,
        body: { code: 'LINK_NOT_USABLE', message: 'This link does not work. Use the one of a newer mail.' },
      };
}
