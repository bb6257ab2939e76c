import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { optionsOf } from '../../options.ts';
import { lookUpRegistration } from './rdap.ts';

const DAY = 86_400_000;
/** A domain younger than this is refused (ID-10). */
const YOUNG_DAYS = 7;
/** A registration date does not change; an unknown one may become known. After so long it is asked anew, and forgotten. */
export const KNOWN_DAYS = 30;
const UNKNOWN_DAYS = 1;

/** Domains at which a large part of all people have their mail: nobody asks how old they are. */
const LARGE_PROVIDERS: ReadonlySet<string> = new Set([
  ...['gmail.com', 'googlemail.com', 'outlook.com', 'hotmail.com', 'live.com', 'msn.com', 'yahoo.com', 'ymail.com'],
  ...['icloud.com', 'me.com', 'mac.com', 'aol.com', 'proton.me', 'protonmail.com', 'gmx.de', 'gmx.net', 'gmx.com'],
  ...['web.de', 't-online.de', 'mail.ru', 'bk.ru', 'inbox.ru', 'list.ru', 'yandex.ru', 'yandex.com', 'ya.ru'],
  ...[
    'rambler.ru',
    'fastmail.com',
    'zoho.com',
    'orange.fr',
    'free.fr',
    'laposte.net',
    'libero.it',
    'qq.com',
    '163.com',
  ],
]);

/** Whether the registry says that a domain was registered less than 7 days ago. Unknown is not young; it is logged (ID-10). */
export async function isYoungDomain(context: RequestContext, domain: string): Promise<boolean> {
  const { rdapBootstrapUrl } = optionsOf(context);
  if (!rdapBootstrapUrl || LARGE_PROVIDERS.has(domain)) return false;
  const registeredAt = (await readKnown(context, domain)) ?? (await askRegistry(context, rdapBootstrapUrl, domain));
  return registeredAt !== 'unknown' && context.clock.now().getTime() - registeredAt.getTime() < YOUNG_DAYS * DAY;
}

async function readKnown(context: RequestContext, domain: string): Promise<Date | 'unknown' | null> {
  const now = context.clock.now().getTime();
  const [row] = (await context.db.reader({}).execute(
    `select registered_at from identity.domain_age
     where domain = ? and asked_at > case when registered_at is null then ?::timestamptz else ?::timestamptz end`,
    [domain, new Date(now - UNKNOWN_DAYS * DAY), new Date(now - KNOWN_DAYS * DAY)],
  )) as { registered_at: Date | string | null }[];
  if (!row) return null;
  return row.registered_at === null ? 'unknown' : new Date(row.registered_at);
}

async function askRegistry(context: RequestContext, bootstrapUrl: string, domain: string): Promise<Date | 'unknown'> {
  const answer = await lookUpRegistration(bootstrapUrl, domain);
  if ('fault' in answer) context.logger.warn({ domain, fault: answer.fault }, 'The age of a domain is not known');
  const registeredAt = 'fault' in answer ? null : answer.registeredAt;
  // What failed for a moment is asked again by the next person.
  if (registeredAt || ('fault' in answer && answer.isFinal))
    await context.db.transaction({}, (tx) =>
      tx.query(
        `insert into identity.domain_age (domain, registered_at, asked_at) values (?, ?, ?)
         on conflict (domain) do update set registered_at = excluded.registered_at, asked_at = excluded.asked_at`,
        [domain, registeredAt, tx.now],
      ),
    );
  return registeredAt ?? 'unknown';
}
