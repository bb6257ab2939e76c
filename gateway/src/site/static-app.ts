import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
};

/** Where the page of an app takes the nonce for styles that its scripts add. */
const NONCE_PLACE = '<meta name="csp-nonce" content=""';

/**
 * Serves a built single-page app: its files, and for every other address of it the page itself, with the nonce of this answer's policy.
 * Files under `assets/` have their hash in their name and are kept for ever; the page is never kept.
 */
export class StaticApp {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async serve(request: IncomingMessage, response: ServerResponse, path: string, nonce: string): Promise<void> {
    const file = await this.#find(path);
    if (file) {
      const isHashed = path.startsWith('/assets/');
      response.writeHead(200, {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      });
      if (request.method === 'HEAD') response.end();
      // Not `pipe`: that leaves the file open when the reader goes away.
      else pipeline(createReadStream(file), response, () => {});
      return;
    }
    if (extname(path) !== '' && path.startsWith('/assets/')) {
      response.writeHead(404, { 'content-type': 'text/plain', 'cache-control': 'no-store' }).end('Not found');
      return;
    }
    await this.#page(request, response, nonce);
  }

  async #page(request: IncomingMessage, response: ServerResponse, nonce: string): Promise<void> {
    let page: string;
    try {
      page = await readFile(join(this.#folder, 'index.html'), 'utf8');
    } catch {
      response
        .writeHead(503, { 'content-type': 'text/plain', 'cache-control': 'no-store' })
        .end('The app is not built yet: npm run build');
      return;
    }
    response.writeHead(200, { 'content-type': TYPES['.html']!, 'cache-control': 'no-store' });
    response.end(
      request.method === 'HEAD' ? undefined : page.replace(NONCE_PLACE, `<meta name="csp-nonce" content="${nonce}"`),
    );
  }

  /** A file of the app, or null; nothing outside its folder, and nothing hidden in it. */
  async #find(path: string): Promise<string | null> {
    if (path === '/' || path === '/index.html') return null;
    let decoded: string;
    try {
      decoded = decodeURIComponent(path);
    } catch {
      return null;
    }
    const file = normalize(join(this.#folder, decoded));
    if (!file.startsWith(this.#folder + sep) || decoded.includes('\0') || /[/\\]\./.test(decoded)) return null;
    const found = await stat(file).catch(() => null);
    return found?.isFile() ? file : null;
  }
}
