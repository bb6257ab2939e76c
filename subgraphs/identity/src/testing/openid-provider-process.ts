import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
// @ts-expect-error the package has no types
import Provider, { interactionPolicy } from 'oidc-provider';

/**
 * An OpenID Connect provider in a process of its own, on 127.0.0.1. It says its issuer on the first line of its output and ends with its
 * standard input. Whoever comes chooses one of the accounts that its first argument lists (`subject → claims`), or declines.
 */
const accounts = JSON.parse(process.argv[2]!) as Record<string, Record<string, unknown>>;
const redirectUri = process.argv[3]!;

process.stdin.on('end', () => process.exit(0)).resume();
const server = createServer();
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const policy = interactionPolicy.base();
policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }));
const provider = new Provider(issuer, {
  clients: [{ client_id: 'offplan-test', client_secret: 'offplan-test-secret', redirect_uris: [redirectUri] }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'hd'] },
  // As Google does: who it is stands in the ID token itself.
  conformIdTokenClaims: false,
  features: { devInteractions: { enabled: false } },
  interactions: { policy, url: (_: unknown, { uid }: { uid: string }) => `/choose/${uid}` },
  findAccount: (_: unknown, subject: string) => ({
    accountId: subject,
    claims: () => ({ sub: subject, ...accounts[subject] }),
  }),
  cookies: { keys: ['cookies of a test'] },
});
const answer = provider.callback();

server.on('request', (request: IncomingMessage, response: ServerResponse) => {
  const choice = /^\/choose\/[\w-]+(?:\/(.+))?$/.exec(request.url ?? '');
  if (!choice) return answer(request, response);
  void choose(request, response, choice[1] && decodeURIComponent(choice[1]));
});

async function choose(request: IncomingMessage, response: ServerResponse, subject?: string): Promise<void> {
  if (!subject) {
    const links = [...Object.keys(accounts), 'decline'].map(
      (one) => `<li><a href="${request.url}/${encodeURIComponent(one)}">${accounts[one]?.email ?? one}</a></li>`,
    );
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><title>Choose an account</title><ul>${links.join('')}</ul>`);
    return;
  }
  if (subject === 'decline') {
    await provider.interactionFinished(request, response, { error: 'access_denied' });
    return;
  }
  const grant = new provider.Grant({ accountId: subject, clientId: 'offplan-test' });
  grant.addOIDCScope('openid email profile');
  const consent = { grantId: await grant.save() };
  await provider.interactionFinished(request, response, { login: { accountId: subject }, consent, select_account: {} });
}

console.log(issuer);
