/** Names that no Organisation may take: hosts of the Platform now or later, and words that would mislead (ID-24). */
export const RESERVED_SLUGS: ReadonlySet<string> = new Set([
  ...['app', 'staff', 'api', 'www', 'mail', 'admin', 'status', 'docs', 'cdn', 'assets', 'billing', 'support'],
  ...[
    'about',
    'account',
    'accounts',
    'auth',
    'blog',
    'careers',
    'contact',
    'dashboard',
    'demo',
    'dev',
    'download',
    'email',
  ],
  ...['files', 'ftp', 'graphql', 'help', 'images', 'img', 'imap', 'info', 'internal', 'invite', 'jobs', 'legal'],
  ...['login', 'media', 'news', 'offplan', 'operator', 'pay', 'pop', 'press', 'preview', 'pricing', 'privacy', 'root'],
  ...['security', 'shop', 'sign-in', 'signup', 'smtp', 'static', 'store', 'test', 'uploads', 'webhooks'],
]);
