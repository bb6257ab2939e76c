import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestFacts } from '@offplan/kernel/subgraph/request-context';
import type { IdentityService } from '../auth/identity-service.ts';
import { offlinePage } from './offline-page.ts';

const SITE = /* GraphQL */ `
  query SiteOrganisation($input: String!) {
    answer: siteOrganisation(slug: $input) {
      __typename
      ... on SiteServed { slug isSuspended }
      ... on SiteMoved { movedTo: slug }
      ... on SiteGone { name locale }
    }
  }
`;

type Site =
  | { __typename: 'SiteServed'; slug: string; isSuspended: boolean }
  | { __typename: 'SiteMoved'; movedTo: string }
  | { __typename: 'SiteGone'; name: string; locale: string };

/** For so long an address is taken for what it was: pages of one visit need not ask again and again. */
const REMEMBER_MILLISECONDS = 1_000;
const MOST_REMEMBERED = 5_000;

/**
 * The hosts of Organisations, `{org}.HOST` (GW-10, INV-48): unknown and deleted ones answer 404, a former slug leads to the new one with
 * path and query, an Organisation that is put away is offline with 410. No cookie is ever read or set here (ID-23).
 */
export class OrganisationHosts {
  readonly #identity: IdentityService;
  readonly #host: string;
  readonly #known = new Map<string, { site: Promise<Site | null>; until: number }>();

  constructor(identity: IdentityService, host: string) {
    this.#identity = identity;
    this.#host = host;
  }

  async answer(
    slug: string,
    request: IncomingMessage,
    response: ServerResponse,
    { facts, path, nonce }: { facts: RequestFacts; path: string; nonce: string },
  ): Promise<void> {
    const site = await this.#find(slug, facts);
    if (!site) return notFound(response);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD', 'cache-control': 'no-store' }).end();
      return;
    }
    const port = /:\d{1,5}$/.exec(request.headers.host ?? '')?.[0] ?? '';
    switch (site.__typename) {
      case 'SiteMoved': {
        const target = request.url?.startsWith('/') ? request.url : path;
        return redirect(response, 301, `//${site.movedTo}.${this.#host}${port}${target}`);
      }
      case 'SiteGone':
        response.writeHead(410, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
        response.end(request.method === 'HEAD' ? undefined : offlinePage(site, nonce));
        return;
      case 'SiteServed':
        if (path === '/sign-in') return redirect(response, 302, `//app.${this.#host}${port}/sign-in?org=${site.slug}`);
        return notFound(response);
    }
  }

  #find(slug: string, facts: RequestFacts): Promise<Site | null> {
    const hit = this.#known.get(slug);
    if (hit && hit.until > performance.now()) return hit.site;
    const entry = {
      site: this.#identity.ask<Site | null>(SITE, slug, facts),
      until: performance.now() + REMEMBER_MILLISECONDS,
    };
    if (this.#known.size >= MOST_REMEMBERED) this.#known.delete(this.#known.keys().next().value!);
    this.#known.delete(slug);
    this.#known.set(slug, entry);
    entry.site.catch(() => this.#known.delete(slug));
    return entry.site;
  }
}

/** To another host of ours, by the scheme that the request came with. */
function redirect(response: ServerResponse, status: 301 | 302, location: string): void {
  response.writeHead(status, { location, 'cache-control': status === 301 ? 'public, max-age=3600' : 'no-store' }).end();
}

/** The same bytes for every host and page that is not there. */
export function notFound(response: ServerResponse): void {
  response
    .writeHead(404, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
    .end('Not found');
}
