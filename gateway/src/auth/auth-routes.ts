import type { ServerResponse } from 'node:http';
import type { RequestFacts } from '@offplan/kernel/subgraph/request-context';
import { z } from 'zod';
import type { IdentityService, SessionAnswer } from './identity-service.ts';
import { clearedSessionCookie, sessionCookie } from './session-cookie.ts';

const text = z.string().max(1_000);
const signIn = z.object({ email: text, password: text });
const signUp = z.object({
  name: text,
  email: text,
  password: text,
  acceptTerms: z.boolean(),
  locale: z.enum(['en', 'ru', 'ar']).default('en'),
  organisation: z.object({ name: text, slug: text, country: text }).nullish(),
  guestOrganisationName: text.nullish(),
  invitationToken: text.nullish(),
});

/**
 * Sign-in, sign-up and sign-out: plain routes of the admin host, because they set the session's cookie. They take JSON only, which a
 * foreign page cannot send without asking first.
 */
export class AuthRoutes {
  readonly #identity: IdentityService;
  readonly #cookieSeconds: number;

  constructor(identity: IdentityService, cookieSeconds: number) {
    this.#identity = identity;
    this.#cookieSeconds = cookieSeconds;
  }

  async answer(
    route: string,
    body: unknown,
    session: string | null,
    facts: RequestFacts,
    response: ServerResponse,
  ): Promise<void> {
    switch (route) {
      case '/auth/sign-in': {
        const form = signIn.safeParse(body);
        if (!form.success) return reply(response, 422, invalid(form.error));
        const answer = await this.#identity.signIn(form.data, facts);
        if (answer.__typename === 'SignedIn' && session) await this.#identity.signOut(session, facts);
        return this.#session(response, answer, 200);
      }
      case '/auth/sign-up': {
        const form = signUp.safeParse(body);
        if (!form.success) return reply(response, 422, invalid(form.error));
        const { acceptTerms, organisation, guestOrganisationName, invitationToken, ...rest } = form.data;
        const answer = await this.#identity.signUp(
          {
            ...rest,
            acceptsTerms: acceptTerms,
            organisation: organisation ?? null,
            guestOrganisationName: guestOrganisationName ?? null,
            invitationToken: invitationToken ?? null,
          },
          facts,
        );
        return this.#session(response, answer, 201);
      }
      case '/auth/sign-out': {
        if (session) await this.#identity.signOut(session, facts);
        response.setHeader('set-cookie', clearedSessionCookie());
        response.writeHead(204).end();
        return;
      }
      default:
        return reply(response, 404, { code: 'NOT_FOUND', message: 'There is nothing here' });
    }
  }

  #session(response: ServerResponse, answer: SessionAnswer, status: number): void {
    switch (answer.__typename) {
      case 'SignedIn':
        response.setHeader('set-cookie', sessionCookie(answer.token, this.#cookieSeconds));
        return reply(response, status, { ok: true, organisationSlug: answer.organisationSlug });
      case 'SignInFailed':
        return reply(response, 401, { code: answer.code, message: answer.message });
      case 'SignUpInvalid':
        return reply(response, 422, { code: answer.code, message: answer.message, issues: answer.issues });
      case 'TooManyAttempts':
        response.setHeader('retry-after', String(answer.retryAfterSeconds));
        return reply(response, 429, {
          code: answer.code,
          message: answer.message,
          retryAfterSeconds: answer.retryAfterSeconds,
        });
    }
  }
}

function invalid(error: z.ZodError): object {
  const issues = error.issues.map((issue) => ({
    path: issue.path.map(String),
    code: 'BAD_FORM',
    message: issue.message,
    suggestions: [],
  }));
  return { code: 'VALIDATION_FAILED', message: 'The form cannot be read.', issues };
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
