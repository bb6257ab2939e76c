import { z } from 'zod';
import {
  type AuthCall,
  type AuthReply,
  type AuthRoute,
  authRoute,
  problemPage,
  REFUSAL_FIELDS,
  type Refusal,
  refuse,
  SIGNED_IN_FIELDS,
  type SignedIn,
  text,
} from './auth-route.ts';
import { PROOF_COOKIE, PROVIDER_COOKIE, SESSION_COOKIE } from './host-cookie.ts';
import { localPath } from './local-path.ts';
import { goOn, SECOND_FACTOR_FIELDS, type SecondFactorNeeded } from './session-routes.ts';

const BEGIN = /* GraphQL */ `
  mutation BeginExternalSignIn($input: BeginExternalSignInInput!) {
    answer: beginExternalSignIn(input: $input) {
      ... on ExternalSignInBegun { token seconds url }
      ${REFUSAL_FIELDS}
      ... on ProofNeeded { methods }
    }
  }
`;

const FINISH = /* GraphQL */ `
  mutation FinishExternalSignIn($input: FinishExternalSignInInput!) {
    answer: finishExternalSignIn(input: $input) {
      next
      purpose
      outcome {
        __typename
        ${SIGNED_IN_FIELDS}
        ${SECOND_FACTOR_FIELDS}
        ... on ExternalProofMade { token seconds }
        ... on ExternalLinkNeeded { token seconds }
        ${REFUSAL_FIELDS}
      }
    }
  }
`;

interface Begun {
  token: string;
  seconds: number;
  url: string;
}

interface Finished {
  next: string;
  purpose: 'sign_in' | 'link';
  outcome:
    | ({ __typename: 'SignedIn' } & SignedIn)
    | ({ __typename: 'SecondFactorNeeded' } & SecondFactorNeeded)
    | { __typename: 'ExternalProofMade' | 'ExternalLinkNeeded'; token: string; seconds: number }
    | { __typename: 'ExternalIdentityLinked' }
    | ({ __typename: 'ExternalIdentityTaken' | 'ExternalSignInRefused' | 'SignInFailed' } & Refusal);
}

/** Where a person who wanted to link an account began. */
const ACCOUNT_PAGE = '/account/security';

/** Where somebody who was invited began, whose account the invitation makes. */
const INVITATION_PAGE = '/invitation';

function redirect(path: string, cookies: readonly string[] = []): AuthReply {
  return { status: 303, headers: { location: path }, cookies };
}

/** OpenID Connect by redirects of the whole page; the page shows what went wrong by a code in its address. */
export const GOOGLE_ROUTES: Readonly<Record<string, AuthRoute>> = {
  '/auth/google/start': authRoute(
    'GET',
    z.object({ next: text.optional(), org: text.optional() }),
    async ({ next, org }, call) => {
      const path = localPath(next);
      const answer = await call.ask<Begun | Refusal>(BEGIN, { purpose: 'sign_in', organisationSlug: org, next: path });
      if ('code' in answer) return redirect(problemPage('/sign-in', answer.code, path));
      return redirect(answer.url, [PROVIDER_COOKIE.set(answer.token, answer.seconds)]);
    },
  ),

  // Not by GET: a foreign page could otherwise make a browser link the account of somebody else.
  '/auth/google/link': authRoute('POST', z.unknown(), async (_, call) => {
    const answer = await call.ask<Begun | Refusal>(BEGIN, {
      purpose: 'link',
      sessionToken: call.cookie(SESSION_COOKIE),
      next: ACCOUNT_PAGE,
    });
    if ('code' in answer) return refuse(answer);
    return { status: 200, body: { url: answer.url }, cookies: [PROVIDER_COOKIE.set(answer.token, answer.seconds)] };
  }),

  '/auth/google/callback': authRoute('GET', z.record(z.string(), z.string().max(4_000)), async (query, call) => {
    const token = call.cookie(PROVIDER_COOKIE);
    if (!token) return redirect(problemPage('/sign-in', 'PROVIDER_REFUSED', '/'));
    const finished = await call.ask<Finished>(FINISH, { token, query: new URLSearchParams(query).toString() });
    const { status, headers, cookies = [] } = await answerTo(finished, call);
    // What was refused may be an older tab's way: the cookie is of the newer one, which may still come back.
    const isOver = finished.outcome.__typename !== 'ExternalSignInRefused';
    return { status, headers, cookies: isOver ? [...cookies, PROVIDER_COOKIE.clear()] : cookies };
  }),
};

async function answerTo({ next, purpose, outcome }: Finished, call: AuthCall): Promise<AuthReply> {
  switch (outcome.__typename) {
    case 'SignedIn': {
      const { cookies } = await goOn(outcome, call);
      return redirect(next, cookies);
    }
    case 'SecondFactorNeeded': {
      const { cookies } = await goOn(outcome, call);
      return redirect(`/sign-in?${new URLSearchParams({ second: outcome.methods.join(','), next })}`, cookies);
    }
    case 'ExternalProofMade':
      return redirect(`${next === INVITATION_PAGE ? next : '/sign-up'}?with=google`, [
        PROOF_COOKIE.set(outcome.token, outcome.seconds),
      ]);
    case 'ExternalLinkNeeded':
      return redirect(`/sign-in?${new URLSearchParams({ link: 'google', next })}`, [
        PROOF_COOKIE.set(outcome.token, outcome.seconds),
      ]);
    case 'ExternalIdentityLinked':
      return redirect(`${next}?linked=google`);
    default:
      return redirect(
        problemPage(purpose === 'link' ? ACCOUNT_PAGE : '/sign-in', outcome.code, purpose === 'link' ? '/' : next),
      );
  }
}
