import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Api, type ApiAnswer } from './api/answer.ts';
import { Router } from './api/router.ts';
import { StripeError } from './api/stripe-error.ts';
import { Control } from './control/control.ts';
import { Failures, type RequestFailure } from './control/failures.ts';
import type { Emulator } from './emulator.ts';
import { Pages } from './pages/pages.ts';

const LARGEST_BODY = 1_000_000;

/** The door of the emulator: `/v1` as Stripe's, `/_emulator` for tests, and the hosted pages. */
export function createEmulatorServer(emulator: Emulator): Server {
  const failures = new Failures();
  const api = new Api(emulator, new Router(emulator.deliveries));
  const control = new Control(emulator, failures);
  const pages = new Pages(emulator);
  return createServer((request, response) => {
    handle(request, response).catch((fault) => {
      console.error('Stripe emulator:', fault);
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end();
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, search } = new URL(request.url ?? '/', 'http://stripe');
    const method = request.method ?? 'GET';
    const body = await readBody(request);
    if (pathname.startsWith('/_emulator')) {
      const { status, value } = await control.answer(method, pathname, new URLSearchParams(search), body);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value ?? null));
      return;
    }
    if (!pathname.startsWith('/v1/') && !pathname.startsWith('/v2/'))
      return pages.answer(method, pathname, body, response);
    const failure = failures.take(method, pathname);
    if (failure && (await failBefore(failure, response))) return;
    const answer = await api.answer(
      { method, path: pathname, query: search.slice(1), body, headers: headersOf(request) },
      async () => {
        if (failure?.kind === 'error_500_kept')
          return new StripeError(500, { type: 'api_error', message: 'An unknown error occurred' });
        if (failure?.kind === 'delay')
          await new Promise((resolve) => setTimeout(resolve, failure.milliseconds ?? 1_000));
        return null;
      },
    );
    if (failure?.kind === 'reset_after') return void response.destroy();
    // Nobody is answered; the client gives up.
    if (failure?.kind === 'timeout_after') return;
    send(response, answer);
  }
}

/** Fails a request before anything was done. True when it is over. */
async function failBefore(failure: RequestFailure, response: ServerResponse): Promise<boolean> {
  const error = (status: number, type: string, code: string | null, message: string) => {
    send(response, {
      status,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ error: { type, ...(code ? { code } : {}), message } }),
    });
    return true;
  };
  switch (failure.kind) {
    case 'error_500':
      return error(500, 'api_error', null, 'An unknown error occurred');
    case 'rate_limit':
      return error(
        429,
        'invalid_request_error',
        'rate_limit',
        'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
      );
    case 'conflict':
      return error(
        409,
        'invalid_request_error',
        'lock_timeout',
        'This object cannot be accessed right now because another API request or Stripe process is currently accessing it.',
      );
    case 'reset':
      response.destroy();
      return true;
    case 'timeout':
      return true;
    default:
      return false;
  }
}

function send(response: ServerResponse, answer: ApiAnswer): void {
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body);
}

function headersOf(request: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > LARGEST_BODY) throw new Error('A request is too large');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
