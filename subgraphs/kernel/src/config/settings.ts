import { z } from 'zod';
import { isSender } from '../mail/address.ts';

const flag = z.enum(['true', 'false']).transform((word) => word === 'true');
const port = z.coerce.number().int().min(0).max(65_535);
const seconds = z.coerce.number().int().positive();

/**
 * Every variable of the environment that offplan reads, once: default, check and meaning (OPS-3). The README's table is made from this.
 * A variable that begins with OFFPLAN_ and is not here stops the start.
 */
export const SETTINGS = {
  OFFPLAN_MODE: z
    .enum(['local', 'production'])
    .default('local')
    .describe(
      '`local`: embedded services, demo data, plain HTTP. `production`: everything named by configuration, secrets mandatory.',
    ),
  OFFPLAN_HOST: z
    .string()
    .regex(/^[a-z0-9.-]+$/)
    .default('offplan.localhost')
    .describe('Base host name: the admin app is `app.HOST`, the API `api.HOST`.'),
  OFFPLAN_PORT: port.default(4000).describe('Port of the gateway, on 127.0.0.1 unless OFFPLAN_BIND says otherwise.'),
  OFFPLAN_BIND: z.string().default('127.0.0.1').describe('Address that the servers listen on.'),
  OFFPLAN_DATA_DIR: z
    .string()
    .default('.data')
    .describe('Folder of the embedded PostgreSQL and of generated local secrets.'),
  OFFPLAN_DATABASE_URL: z
    .string()
    .optional()
    .describe(
      'PostgreSQL 15 or newer, with a role that may create roles and schemas; used by the migration step only. Unset: embedded PostgreSQL.',
    ),
  OFFPLAN_DATABASE_PASSWORD: z
    .string()
    .min(16)
    .optional()
    .describe(
      'Secret from which the password of each restricted role that the services run as is made; 32 random characters. Mandatory in production.',
    ),
  OFFPLAN_DATABASE_POOL: z.coerce
    .number()
    .int()
    .min(2)
    .max(50)
    .default(8)
    .describe('Connections per subgraph and process. More is slower on a hot unit.'),
  OFFPLAN_BUS: z.enum(['postgres', 'nats']).default('postgres').describe('Transport of events between processes.'),
  OFFPLAN_NATS_URL: z.string().optional().describe('NATS server with JetStream, when OFFPLAN_BUS is `nats`.'),
  OFFPLAN_SUBGRAPHS: z
    .enum(['in-process', 'http'])
    .default('in-process')
    .describe('Whether the gateway calls the subgraphs in its own process or over HTTP.'),
  OFFPLAN_IDENTITY_URL: z
    .url()
    .optional()
    .describe('Address of the identity subgraph, when OFFPLAN_SUBGRAPHS is `http`.'),
  OFFPLAN_INVENTORY_URL: z.url().optional().describe('Address of the inventory subgraph, likewise.'),
  OFFPLAN_BILLING_URL: z.url().optional().describe('Address of the billing subgraph, likewise.'),
  OFFPLAN_GROWTH_URL: z.url().optional().describe('Address of the growth subgraph, likewise.'),
  OFFPLAN_PASSPORT_PRIVATE_KEY: z
    .string()
    .optional()
    .describe('Ed25519 private key (PEM) with which the gateway signs passports. Local mode makes one.'),
  OFFPLAN_PASSPORT_PUBLIC_KEY: z.string().optional().describe('Its public half, for subgraphs that run by themselves.'),
  OFFPLAN_AUDIT_SEAL_KEY: z
    .string()
    .optional()
    .describe(
      'Ed25519 private key (PEM) with which the head of each audit chain is sealed daily. Local mode makes one.',
    ),
  OFFPLAN_MAIL_SEAL_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/, '32 bytes in base64 are wanted: openssl rand -base64 32')
    .optional()
    .describe(
      'Key (32 bytes, base64) with which mails that wait to be sent are sealed in the database. Local mode makes one.',
    ),
  OFFPLAN_SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe(
      'Mail server, `smtps://user:password@host:465` or `smtp://…:587` (which must offer STARTTLS). Mandatory in production. Unset: the mail catcher of local mode.',
    ),
  OFFPLAN_MAIL_FROM: z
    .string()
    .optional()
    .describe('Sender of mails, `Name <address>`. Mandatory in production. Default: `offplan <no-reply@HOST>`.'),
  OFFPLAN_MAIL_PORT: port
    .optional()
    .describe('Port of the mail catcher’s page in local mode. Default: two after OFFPLAN_PORT.'),
  OFFPLAN_TIME_PORT: port
    .optional()
    .describe('Port of the page for travelling in time in local mode. Default: four after OFFPLAN_PORT.'),
  OFFPLAN_SIGN_IN_SEAL_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/, '32 bytes in base64 are wanted: openssl rand -base64 32')
    .optional()
    .describe(
      'Key (32 bytes, base64) with which the secrets of authenticator apps are sealed in the database and recovery codes hashed. Local mode makes one.',
    ),
  OFFPLAN_GOOGLE_ISSUER: z
    .url({ protocol: /^https?$/ })
    .default('https://accounts.google.com')
    .describe('OpenID Connect provider behind “Continue with Google”.'),
  OFFPLAN_GOOGLE_CLIENT_ID: z
    .string()
    .optional()
    .describe(
      'Client id at Google, whose redirect address is `https://app.HOST/auth/google/callback`. Unset: no button.',
    ),
  OFFPLAN_GOOGLE_CLIENT_SECRET: z.string().optional().describe('Its secret.'),
  OFFPLAN_SESSION_IDLE_SECONDS: seconds.default(14 * 86_400).describe('A session unused for so long ends.'),
  OFFPLAN_SESSION_ABSOLUTE_SECONDS: seconds
    .default(90 * 86_400)
    .describe('A session ends after so long however much it is used.'),
  OFFPLAN_SIGN_IN_LIMIT: z.coerce
    .number()
    .int()
    .positive()
    .default(10)
    .describe('Failed sign-ins per account within 15 minutes; twenty times as many per address (IPv6: /64).'),
  OFFPLAN_SIGN_UP_LIMIT: z.coerce
    .number()
    .int()
    .positive()
    .default(3)
    .describe('Sign-ups per address (IPv6: /64) within 24 hours (ID-11).'),
  OFFPLAN_AUTH_LIMIT: z.coerce
    .number()
    .int()
    .positive()
    .default(300)
    .describe('Requests at the routes of signing in and up per address (IPv6: /64) within a minute (GW-37).'),
  OFFPLAN_GRAPHQL_LIMIT: z.coerce
    .number()
    .int()
    .positive()
    .default(3_000)
    .describe(
      'GraphQL requests per person, or per address of whoever is not signed in, within a minute; an address may bring as many sessions that are none (GW-37).',
    ),
  OFFPLAN_TURNSTILE_ORIGIN: z
    .url()
    .default('https://challenges.cloudflare.com')
    .describe('Where the bot check of sign-ups is asked and its script comes from (Cloudflare Turnstile).'),
  OFFPLAN_TURNSTILE_SITE_KEY: z
    .string()
    .optional()
    .describe('Turnstile’s site key. Local mode runs a twin of the service with the published test keys.'),
  OFFPLAN_TURNSTILE_SECRET: z.string().optional().describe('Turnstile’s secret key.'),
  OFFPLAN_TURNSTILE_BYPASS: flag
    .default(false)
    .describe('Lets sign-ups through while Turnstile does not answer; the proof of the e-mail remains (ID-9).'),
  OFFPLAN_RDAP_BOOTSTRAP_URL: z
    .url()
    .optional()
    .describe(
      'IANA’s list of domain registries, https://data.iana.org/rdap/dns.json: how old the domain of a new e-mail is (ID-10). Unset: nobody is asked. Mandatory in production.',
    ),
  OFFPLAN_STRIPE_SECRET_KEY: z
    .string()
    .regex(/^(sk|rk)_(test|live)_\w+$/, 'a secret or restricted key of Stripe is wanted: sk_… or rk_…')
    .optional()
    .describe(
      'Secret key of the account at Stripe that charges. Local mode runs a twin of the service. Unset in production: nothing can be bought, trials run.',
    ),
  OFFPLAN_STRIPE_WEBHOOK_SECRETS: z
    .string()
    .transform((list) => list.split(',').map((secret) => secret.trim()))
    .pipe(z.array(z.string().regex(/^whsec_/, 'secrets of a webhook begin with whsec_')))
    .optional()
    .describe(
      'Secret of the webhook `https://app.HOST/api/stripe/webhooks`; while it is rolled both, with a comma between them. Mandatory with OFFPLAN_STRIPE_SECRET_KEY in production.',
    ),
  OFFPLAN_STRIPE_PORT: port
    .optional()
    .describe('Port of Stripe’s twin in local mode, whose pages people pay on. Default: three after OFFPLAN_PORT.'),
  OFFPLAN_TRUSTED_PROXIES: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('How many proxies in front may be believed in X-Forwarded-For; 0 believes none.'),
  OFFPLAN_ANY_DOCUMENT: flag
    .optional()
    .describe('Whether the app host runs documents that are not in the manifest. Default: only outside production.'),
  OFFPLAN_SUPPORT_EMAIL: z
    .string()
    .default('support@offplan.localhost')
    .describe('Address named to people who need help.'),
  OFFPLAN_DEMO: flag
    .default(true)
    .describe('Whether local mode makes the demo Organisations on the first start. Never in production.'),
  OFFPLAN_LOG_LEVEL: z
    .enum(['silent', 'error', 'warn', 'info', 'debug'])
    .default('info')
    .describe('What the log holds.'),
} as const;

const schema = z.object(SETTINGS);
export type Settings = z.output<typeof schema>;

/** A start that cannot go on because of its configuration; lists every fault at once. */
export class SettingsError extends Error {
  readonly faults: string[];

  constructor(faults: string[]) {
    super(`The configuration cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'SettingsError';
    this.faults = faults;
  }
}

/** Reads and checks the environment. Throws SettingsError with all faults: unknown names, malformed values, what production lacks. */
export function readSettings(environment: Record<string, string | undefined>): Settings {
  const faults: string[] = [];
  const known: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith('OFFPLAN_') || value === undefined || value === '') continue;
    if (Object.hasOwn(SETTINGS, name)) known[name] = value;
    else faults.push(`${name} is not a variable of offplan; see the table in the README`);
  }
  const parsed = schema.safeParse(known);
  if (!parsed.success) {
    for (const issue of parsed.error.issues) faults.push(`${issue.path.join('.')}: ${issue.message}`);
    throw new SettingsError(faults);
  }
  const settings = parsed.data;
  const demand = (condition: boolean, name: keyof Settings, when: string) => {
    if (condition && settings[name] === undefined) faults.push(`${name} must be set ${when}`);
  };
  const production = settings.OFFPLAN_MODE === 'production';
  for (const name of [
    'OFFPLAN_DATABASE_URL',
    'OFFPLAN_DATABASE_PASSWORD',
    'OFFPLAN_AUDIT_SEAL_KEY',
    'OFFPLAN_MAIL_SEAL_KEY',
    'OFFPLAN_SMTP_URL',
    'OFFPLAN_MAIL_FROM',
    'OFFPLAN_SIGN_IN_SEAL_KEY',
  ] as const)
    demand(production, name, 'in production');
  demand(
    production && settings.OFFPLAN_PASSPORT_PUBLIC_KEY === undefined,
    'OFFPLAN_PASSPORT_PRIVATE_KEY',
    'in production',
  );
  for (const name of ['OFFPLAN_TURNSTILE_SITE_KEY', 'OFFPLAN_TURNSTILE_SECRET', 'OFFPLAN_RDAP_BOOTSTRAP_URL'] as const)
    demand(production, name, 'in production');
  demand(
    settings.OFFPLAN_TURNSTILE_SECRET !== undefined,
    'OFFPLAN_TURNSTILE_SITE_KEY',
    'with OFFPLAN_TURNSTILE_SECRET',
  );
  for (const name of ['OFFPLAN_TURNSTILE_SECRET', 'OFFPLAN_TURNSTILE_SITE_KEY'] as const)
    if (production && isTestKey(settings[name]))
      faults.push(`${name} is one of the published test keys, which let everybody through`);
  demand(
    settings.OFFPLAN_GOOGLE_CLIENT_ID !== undefined,
    'OFFPLAN_GOOGLE_CLIENT_SECRET',
    'with OFFPLAN_GOOGLE_CLIENT_ID',
  );
  for (const name of ['OFFPLAN_GOOGLE_ISSUER', 'OFFPLAN_TURNSTILE_ORIGIN', 'OFFPLAN_RDAP_BOOTSTRAP_URL'] as const)
    if (production && settings[name]?.startsWith('http:')) faults.push(`${name} must begin with https: in production`);
  demand(
    production && settings.OFFPLAN_STRIPE_SECRET_KEY !== undefined,
    'OFFPLAN_STRIPE_WEBHOOK_SECRETS',
    'with OFFPLAN_STRIPE_SECRET_KEY',
  );
  if (production && settings.OFFPLAN_STRIPE_SECRET_KEY?.includes('_test_'))
    faults.push('OFFPLAN_STRIPE_SECRET_KEY is a key of Stripe’s test mode, in which nobody pays');
  demand(settings.OFFPLAN_BUS === 'nats', 'OFFPLAN_NATS_URL', 'when OFFPLAN_BUS is nats');
  for (const name of [
    'OFFPLAN_IDENTITY_URL',
    'OFFPLAN_INVENTORY_URL',
    'OFFPLAN_BILLING_URL',
    'OFFPLAN_GROWTH_URL',
  ] as const)
    demand(settings.OFFPLAN_SUBGRAPHS === 'http', name, 'when OFFPLAN_SUBGRAPHS is http');
  if (settings.OFFPLAN_MAIL_FROM !== undefined && !isSender(settings.OFFPLAN_MAIL_FROM))
    faults.push('OFFPLAN_MAIL_FROM must be an address, or a name and an address: Name <address>');
  if (production && settings.OFFPLAN_ANY_DOCUMENT)
    faults.push('OFFPLAN_ANY_DOCUMENT may not be true in production (GW-36)');
  if (production && known.OFFPLAN_DEMO === 'true')
    faults.push('OFFPLAN_DEMO may not be true in production: everybody knows the password of its people');
  if (faults.length > 0) throw new SettingsError(faults);
  return production ? { ...settings, OFFPLAN_DEMO: false } : settings;
}

/** Whether a key of Turnstile is one of those that Cloudflare publishes for testing. */
export function isTestKey(key: string | undefined): boolean {
  return /^[123]x0{20,}/.test(key ?? '');
}
