import { getPublicSuffix } from 'tldts';
import { z } from 'zod';

/** When a domain was registered, or why that is not known; `isFinal` when asking again soon would change nothing. */
export type Registration = { registeredAt: Date } | { fault: string; isFinal: boolean };

const TIMEOUT_MILLISECONDS = 3_000;
const BOOTSTRAP_MILLISECONDS = 86_400_000;
const MOST_BYTES = 512 * 1024;

/** IANA's list of registries (RFC 9224): which server knows which ending. */
const bootstrap = z.object({ services: z.array(z.tuple([z.array(z.string()), z.array(z.url())])) });
/** What of RFC 9083 is looked at. */
const domainAnswer = z.object({
  events: z.array(z.object({ eventAction: z.string(), eventDate: z.string() })).default([]),
});

let registries: { url: string; until: number; servers: Promise<ReadonlyMap<string, string>> } | null = null;

/**
 * Asks the registry of a domain's ending by RDAP when the domain was registered. Only servers that IANA's list names are asked, without
 * following them elsewhere: an e-mail must not choose where we connect to.
 */
export async function lookUpRegistration(bootstrapUrl: string, domain: string): Promise<Registration> {
  try {
    const servers = await readRegistries(bootstrapUrl);
    const suffix = getPublicSuffix(domain) ?? '';
    const server = servers.get(suffix) ?? servers.get(suffix.split('.').at(-1)!);
    if (!server) return { fault: 'no registry is known', isFinal: true };
    const response = await fetch(new URL(`domain/${encodeURIComponent(domain)}`, server), {
      headers: { accept: 'application/rdap+json' },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
    if (response.status === 404) return { fault: 'the registry does not know it', isFinal: true };
    if (!response.ok) return { fault: `the registry answers ${response.status}`, isFinal: false };
    const { events } = domainAnswer.parse(await readBounded(response));
    const date = new Date(events.find(({ eventAction }) => eventAction === 'registration')?.eventDate ?? '');
    return Number.isNaN(date.getTime())
      ? { fault: 'the registry does not tell', isFinal: true }
      : { registeredAt: date };
  } catch (fault) {
    return { fault: String(fault), isFinal: false };
  }
}

/** The server of each ending. Read once a day; a list that could not be read is not kept. */
function readRegistries(url: string): Promise<ReadonlyMap<string, string>> {
  if (registries?.url === url && registries.until > performance.now()) return registries.servers;
  const servers = fetchRegistries(url);
  const entry = { url, until: performance.now() + BOOTSTRAP_MILLISECONDS, servers };
  registries = entry;
  servers.catch(() => {
    if (registries === entry) registries = null;
  });
  return servers;
}

async function fetchRegistries(url: string): Promise<ReadonlyMap<string, string>> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS) });
  if (!response.ok) throw new Error(`IANA's list of registries answers ${response.status}`);
  const { services } = bootstrap.parse(await readBounded(response));
  // A list that came by TLS may send us to servers with TLS only.
  const { protocol } = new URL(url);
  return new Map(
    services.flatMap(([endings, urls]) => {
      const server = urls.find((one) => one.startsWith(protocol) || one.startsWith('https:'));
      return server ? endings.map((ending): [string, string] => [ending.toLowerCase(), withSlash(server)]) : [];
    }),
  );
}

async function readBounded(response: Response): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error('the answer is too large');
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
