import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestFacts } from '@offplan/kernel/subgraph/request-context';
import { z } from 'zod';
import { LIMITED_FIELDS, REFUSAL_FIELDS, type Refusal, refuse } from '../auth/auth-route.ts';
import type { IdentityService } from '../auth/identity-service.ts';

const BEGIN = /* GraphQL */ `
  mutation BeginAuditExport($input: BeginAuditExportInput!) {
    answer: beginAuditExport(input: $input) {
      ... on AuditExportBegun { fileName fromSeq toSeq opening ending }
      ${REFUSAL_FIELDS} ${LIMITED_FIELDS}
    }
  }
`;

const PART = /* GraphQL */ `
  query AuditExportPart($input: AuditExportPartInput!) {
    answer: auditExportPart(input: $input) { text nextAfterSeq }
  }
`;

const KEY = /* GraphQL */ `
  query AuditKey {
    answer: auditKey { publicKey }
  }
`;

const TYPES = { CSV: 'text/csv; charset=utf-8', JSON: 'application/json', BUNDLE: 'application/jsonl; charset=utf-8' };

const text = z.string().max(200).optional();
const moment = z.iso.datetime({ offset: true }).optional();

/** The address of an export: what the filter of the log's page has in its own. */
const exportQuery = z.object({
  format: z.enum(['csv', 'json', 'bundle']).transform((word) => word.toUpperCase() as keyof typeof TYPES),
  who: text,
  what: text,
  subject: text,
  q: text,
  class: z.enum(['NONE', 'PERSONAL_META', 'SENSITIVE', 'PSEUDONYMOUS']).optional(),
  from: moment,
  to: moment,
  fromSeq: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
});

interface Begun {
  fileName: string;
  fromSeq: number;
  toSeq: number;
  opening: string;
  ending: string;
}

interface Part {
  text: string;
  nextAfterSeq: number | null;
}

/**
 * Streams the audit log of a workspace as a file (ID-73), part by part, no faster than it is taken: however long the log is, one part is in
 * memory. What breaks off in the middle ends the connection, so that nobody takes half a file for a whole one.
 */
export async function exportAuditLog(
  identity: IdentityService,
  viewer: { signed: string },
  {
    request,
    response,
    facts,
    query,
  }: {
    request: IncomingMessage;
    response: ServerResponse;
    facts: RequestFacts;
    query: Record<string, string>;
  },
): Promise<void> {
  // It changes something, if only the log: no other site may make a browser do it.
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return answer(response, 403, { code: 'FORBIDDEN', message: 'This origin may not export anything' });
  const asked = exportQuery.safeParse(query);
  if (!asked.success)
    return answer(response, 422, { code: 'VALIDATION_FAILED', message: 'This export cannot be read' });
  const { format, fromSeq, ...words } = asked.data;
  const filter = {
    actorId: words.who,
    action: words.what,
    subjectId: words.subject,
    search: words.q,
    piiClass: words.class,
    from: words.from,
    to: words.to,
  };
  const begun = await identity.askAs<Begun | Refusal>(viewer.signed, BEGIN, { format, filter, fromSeq }, facts);
  if ('code' in begun) {
    const { status, body, headers = {} } = refuse(begun);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    return answer(response, begun.code === 'NOT_PERMITTED' ? 403 : status, body ?? {});
  }
  response.writeHead(200, {
    'content-type': TYPES[format],
    'content-disposition': `attachment; filename="${begun.fileName}"`,
    'cache-control': 'no-store',
  });
  try {
    await put(response, begun.opening);
    for (let after: number | null = begun.fromSeq - 1, isFirst = true; after !== null; ) {
      const input = { format, filter, afterSeq: after, toSeq: begun.toSeq, isFirst };
      const part: Part = await identity.askAs<Part>(viewer.signed, PART, input, facts);
      await put(response, part.text);
      after = part.nextAfterSeq;
      isFirst &&= part.text === '';
    }
    response.end(begun.ending);
  } catch (fault) {
    response.destroy();
    throw fault;
  }
}

/** The public key of the seals, at an address that customers can pin. */
export async function showAuditKey(
  identity: IdentityService,
  response: ServerResponse,
  facts: RequestFacts,
): Promise<void> {
  const { publicKey } = await identity.ask<{ publicKey: string }>(KEY, {}, facts);
  response.writeHead(200, { 'content-type': 'application/x-pem-file', 'cache-control': 'public, max-age=3600' });
  response.end(publicKey);
}

/** Writes and waits until it is taken; throws when the reader has gone away. */
async function put(response: ServerResponse, text: string): Promise<void> {
  if (response.destroyed) throw new Error('The reader has gone away');
  if (text === '' || response.write(text)) return;
  const gone = new AbortController();
  const onClose = () => gone.abort(new Error('The reader has gone away'));
  response.once('close', onClose);
  try {
    await once(response, 'drain', { signal: gone.signal });
  } finally {
    response.off('close', onClose);
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
