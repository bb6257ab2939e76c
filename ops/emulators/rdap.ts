import { createServer } from 'node:http';
import { endWithParent } from '../local/end-with-parent.ts';

// A registry that speaks RDAP (RFC 9082, 9083) and IANA's list of registries (RFC 9224), for tests. Prints its port. What it says of a
// domain is set by POST /set {domain, answer}: a date, or one of unknown, redacted, busy, malformed, slow, elsewhere.

const answers = new Map<string, string>();
const asked: string[] = [];

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://twin');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const reply = (status: number, body: object, headers: Record<string, string> = {}) => {
    response.writeHead(status, { 'content-type': 'application/rdap+json', ...headers });
    response.end(JSON.stringify(body));
  };
  if (pathname === '/set') {
    const { domain, answer } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    answers.set(domain, answer);
    return reply(200, {});
  }
  if (pathname === '/asked') return reply(200, { asked });
  if (pathname === '/dns.json') {
    const own = `http://${request.headers.host}/rdap/`;
    return reply(200, {
      description: 'RDAP bootstrap file for Domain Name System registrations',
      publication: '2026-11-01T00:00:00Z',
      version: '1.0',
      services: [[['com', 'net', 'dev'], [own]]],
    });
  }
  const domain = /^\/rdap\/domain\/(.+)$/.exec(pathname)?.[1];
  if (!domain) return reply(404, { errorCode: 404 });
  asked.push(domain);
  const answer = answers.get(domain) ?? 'unknown';
  switch (answer) {
    case 'unknown':
      return reply(404, { errorCode: 404, title: 'Not found' });
    case 'redacted':
      return reply(200, { objectClassName: 'domain', ldhName: domain, events: [] });
    case 'busy':
      return reply(429, { errorCode: 429 }, { 'retry-after': '60' });
    case 'malformed':
      response.writeHead(200, { 'content-type': 'application/rdap+json' }).end('{"events": [{"eventAction": 7');
      return;
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, 6_000));
      return reply(200, {});
    case 'elsewhere':
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end();
      return;
    default:
      return reply(200, {
        objectClassName: 'domain',
        ldhName: domain,
        events: [
          { eventAction: 'registration', eventDate: answer },
          { eventAction: 'last changed', eventDate: new Date().toISOString() },
        ],
      });
  }
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(JSON.stringify({ port: typeof address === 'object' && address ? address.port : 0 }));
});
endWithParent(() => process.exit(0));
