import { registerEnumType } from 'type-graphql';
import type { RequestContext } from '../subgraph/request-context.ts';

export enum MailState {
  QUEUED = 'queued',
  SENT = 'sent',
  FAILED = 'failed',
  BOUNCED = 'bounced',
  SUPPRESSED = 'suppressed',
}
registerEnumType(MailState, {
  name: 'MailState',
  description: 'How far a mail got (GRO-10).',
  valuesConfig: {
    QUEUED: { description: 'It waits to be sent, perhaps for another attempt.' },
    SENT: { description: 'The mail server took it.' },
    FAILED: { description: 'It was tried for a day and not taken.' },
    BOUNCED: { description: 'The receiver’s server refuses it for good: most often the address does not exist.' },
    SUPPRESSED: { description: 'It was not sent, because the address has refused a mail lately.' },
  },
});

/** How far the newest mail about a thing of the tenant's got; null when none was sent, or so long ago that it is forgotten. `about`: UUID. */
export function loadMailState(context: RequestContext, orgId: string, about: string): Promise<MailState | null> {
  const loader = context.loader<string, MailState | null>(`mail states ${orgId}`, async (ids) => {
    const rows = (await context.em.execute(
      `select distinct on (about) about, state from ${context.db.schema}.mail
       where org_id = ? and about = any(?::uuid[]) order by about, id desc`,
      [orgId, `{${ids.join(',')}}`],
    )) as { about: string; state: MailState }[];
    return ids.map((id) => rows.find((row) => row.about === id)?.state ?? null);
  });
  return loader.load(about);
}
