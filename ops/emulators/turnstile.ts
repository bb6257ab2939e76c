import { createServer } from 'node:http';
import { endWithParent } from '../local/end-with-parent.ts';

// A twin of Cloudflare Turnstile for this machine: siteverify and the widget's script, with the published test keys. Prints its port.
// Tests set its mood by POST /mood: up, slow, broken (500), html.

const DUMMY = 'XXXX.DUMMY.TOKEN.XXXX';
let mood = 'up';
const spent = new Set<string>();

/** What Cloudflare's documentation says of the secret keys for testing. */
function verdict(secret: string, response: string): object {
  if (!secret) return { success: false, 'error-codes': ['missing-input-secret'] };
  if (!response) return { success: false, 'error-codes': ['missing-input-response'] };
  const stamp = { challenge_ts: new Date().toISOString(), hostname: 'example.com', action: 'test' };
  if (secret.startsWith('1x')) return { success: true, 'error-codes': [], ...stamp };
  if (secret.startsWith('2x')) return { success: false, 'error-codes': ['invalid-input-response'] };
  if (secret.startsWith('3x')) return { success: false, 'error-codes': ['timeout-or-duplicate'] };
  // A real key, as far as this twin has any: a token says for which host and action it was made, and works once.
  const [host, action] = response.split('~');
  if (secret !== 'twin-secret') return { success: false, 'error-codes': ['invalid-input-secret'] };
  if (!host || !action || response === DUMMY) return { success: false, 'error-codes': ['invalid-input-response'] };
  if (spent.has(response)) return { success: false, 'error-codes': ['timeout-or-duplicate'] };
  spent.add(response);
  return { success: true, 'error-codes': [], challenge_ts: stamp.challenge_ts, hostname: host, action };
}

/** The widget: passes at once, as with the site key that always passes. */
const SCRIPT = `window.turnstile = (() => {
  const widgets = new Map();
  const pass = (id) => setTimeout(() => widgets.get(id)?.callback('${DUMMY}'), 50);
  return {
    render(element, options) {
      const id = 'twin-' + widgets.size;
      const box = document.createElement('p');
      box.className = 'o-muted';
      box.textContent = '✓ Turnstile (test keys)';
      element.replaceChildren(box);
      widgets.set(id, options);
      pass(id);
      return id;
    },
    reset: pass,
    remove(id) { widgets.delete(id); },
  };
})();`;

const server = createServer(async (request, response) => {
  const path = new URL(request.url ?? '/', 'http://twin').pathname;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString('utf8');
  if (path === '/mood') {
    mood = body;
    response.writeHead(204).end();
    return;
  }
  if (path === '/turnstile/v0/api.js') {
    response
      .writeHead(200, { 'content-type': 'text/javascript', 'cross-origin-resource-policy': 'cross-origin' })
      .end(SCRIPT);
    return;
  }
  if (path !== '/turnstile/v0/siteverify' || request.method !== 'POST') {
    response.writeHead(404).end();
    return;
  }
  if (mood === 'slow') await new Promise((resolve) => setTimeout(resolve, 6_000));
  if (mood === 'broken') {
    response.writeHead(500).end('upstream');
    return;
  }
  if (mood === 'html') {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>maintenance</html>');
    return;
  }
  const isJson = String(request.headers['content-type']).includes('json');
  const fields = isJson ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(verdict(String(fields.secret ?? ''), String(fields.response ?? ''))));
});

server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  const address = server.address();
  console.log(JSON.stringify({ port: typeof address === 'object' && address ? address.port : 0 }));
});
endWithParent(() => process.exit(0));
