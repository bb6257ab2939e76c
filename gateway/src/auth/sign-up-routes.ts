import { z } from 'zod';
import {
  type AuthCall,
  type AuthReply,
  type AuthRoute,
  authRoute,
  LIMITED_FIELDS,
  REFUSAL_FIELDS,
  type Refusal,
  refuse,
  SIGNED_IN_FIELDS,
  type SignedIn,
  text,
} from './auth-route.ts';
import { HostCookie, PROOF_COOKIE } from './host-cookie.ts';
import { goOn, SECOND_FACTOR_FIELDS, type SecondFactorNeeded } from './session-routes.ts';

/** Remembers in which browser a sign-up was filled in: there its link alone confirms it. */
const SIGN_UP_COOKIE = new HostCookie('sign-up');
const SIGN_UP_SECONDS = 86_400;

const ISSUES = '... on SignUpInvalid { issues { path code message suggestions } }';

const SIGN_UP = /* GraphQL */ `
  mutation SignUp($input: SignUpInput!) {
    answer: signUp(input: $input) {
      ... on SignUpMailed { browserToken }
      ${SIGNED_IN_FIELDS}
      ${SECOND_FACTOR_FIELDS}
      ${REFUSAL_FIELDS}
      ${ISSUES}
      ... on SignUpRefused { reason }
    }
  }
`;

const CONFIRM_SIGN_UP = /* GraphQL */ `
  mutation ConfirmSignUp($input: ConfirmSignUpInput!) {
    answer: confirmSignUp(input: $input) {
      ${SIGNED_IN_FIELDS}
      ${SECOND_FACTOR_FIELDS}
      ${REFUSAL_FIELDS} ${LIMITED_FIELDS} ${ISSUES}
    }
  }
`;

const JOIN = /* GraphQL */ `
  mutation JoinByInvitation($input: JoinByInvitationInput!) {
    answer: joinByInvitation(input: $input) { ${SIGNED_IN_FIELDS} ${SECOND_FACTOR_FIELDS} ${REFUSAL_FIELDS} ${ISSUES} }
  }
`;

const person = {
  name: text,
  acceptTerms: z.boolean(),
  locale: z.enum(['en', 'ru', 'ar']).default('en'),
};
const organisation = z.object({ name: text, slug: text.nullish(), country: text.nullish() });

const signUpForm = z.object({
  ...person,
  email: text.nullish(),
  password: text.nullish(),
  organisation: organisation.nullish(),
  botCheckToken: z.string().max(2_048).nullish(),
  /** The e-mail is proved by the provider that the person came from. */
  isByProof: z.boolean().default(false),
});

const joinForm = z.object({
  ...person,
  password: text.nullish(),
  isByProof: z.boolean().default(false),
  invitationToken: text,
  organisation: organisation.nullish(),
});

const confirmForm = z.object({ token: text, password: text.nullish(), slug: text.nullish() });

/** What a form that says so brings of the provider; a cookie that has expired is refused as a proof that has. */
function proofToken(isByProof: boolean, call: AuthCall): string | null {
  return isByProof ? (call.cookie(PROOF_COOKIE) ?? 'none') : null;
}

/** A new account goes in; one that was revived asks for its second factor first. Both in place of the session that was there. */
async function enter(answer: SignedIn | SecondFactorNeeded, call: AuthCall, done: HostCookie): Promise<AuthReply> {
  const reply = await goOn(answer, call);
  return { ...reply, status: 'methods' in answer ? 200 : 201, cookies: [...(reply.cookies ?? []), done.clear()] };
}

type Entered = SignedIn | SecondFactorNeeded | Refusal;

export const SIGN_UP_ROUTES: Readonly<Record<string, AuthRoute>> = {
  '/auth/sign-up': authRoute('POST', signUpForm, async ({ acceptTerms, isByProof, ...form }, call) => {
    const { address, userAgent } = call.facts;
    const answer = await call.ask<{ browserToken: string } | Entered>(SIGN_UP, {
      ...form,
      acceptsTerms: acceptTerms,
      proofToken: proofToken(isByProof, call),
      address,
      userAgent,
    });
    if ('code' in answer) return refuse(answer);
    if ('token' in answer) return enter(answer, call, PROOF_COOKIE);
    return {
      status: 202,
      body: { ok: true, next: 'check_mail' },
      cookies: [SIGN_UP_COOKIE.set(answer.browserToken, SIGN_UP_SECONDS)],
    };
  }),

  '/auth/confirm-sign-up': authRoute('POST', confirmForm, async (form, call) => {
    const answer = await call.ask<Entered>(CONFIRM_SIGN_UP, {
      ...form,
      browserToken: call.cookie(SIGN_UP_COOKIE),
      address: call.facts.address,
    });
    return 'code' in answer ? refuse(answer) : enter(answer, call, SIGN_UP_COOKIE);
  }),

  '/auth/join': authRoute('POST', joinForm, async ({ acceptTerms, isByProof, ...form }, call) => {
    const { address, userAgent } = call.facts;
    const answer = await call.ask<Entered>(JOIN, {
      ...form,
      acceptsTerms: acceptTerms,
      proofToken: proofToken(isByProof, call),
      address,
      userAgent,
    });
    return 'code' in answer ? refuse(answer) : enter(answer, call, isByProof ? PROOF_COOKIE : SIGN_UP_COOKIE);
  }),
};
