import type { AuditFilter } from '../generated/graphql.ts';

/** The address of an export of the workspace's log: the page's own filter, and a file format. */
export function exportUrl(workspace: string, format: 'csv' | 'json' | 'bundle', filter: AuditFilter = {}): string {
  const query = new URLSearchParams({ workspace, format });
  const words = {
    who: filter.actorId,
    what: filter.action,
    subject: filter.subjectId,
    q: filter.search,
    class: filter.piiClass,
    from: filter.from,
    to: filter.to,
  };
  for (const [name, word] of Object.entries(words)) if (word) query.set(name, String(word));
  return `/export/audit?${query}`;
}
