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
  startSession,
  text,
} from './auth-route.ts';
import { HALF_SIGN_IN_COOKIE, PASSKEY_COOKIE, PROOF_COOKIE, SESSION_COOKIE } from './host-cookie.ts';

/** Selects the wait for a second factor. */
export const SECOND_FACTOR_FIELDS = '... on SecondFactorNeeded { token seconds methods }';

const SIGN_IN = /* GraphQL */ `
  mutation SignIn($input: SignInInput!) {
    answer: signIn(input: $input) {
      ${SIGNED_IN_FIELDS}
      ${SECOND_FACTOR_FIELDS}
      ${REFUSAL_FIELDS} ${LIMITED_FIELDS}
    }
  }
`;

const COMPLETE_SIGN_IN = /* GraphQL */ `
  mutation CompleteSignIn($input: CompleteSignInInput!) {
    answer: completeSignIn(input: $input) { ${SIGNED_IN_FIELDS} ${REFUSAL_FIELDS} ${LIMITED_FIELDS} }
  }
`;

const PROVE_IDENTITY = /* GraphQL */ `
  mutation ProveIdentity($input: ProveIdentityInput!) {
    answer: proveIdentity(input: $input) { ... on IdentityProved { until } ${REFUSAL_FIELDS} ${LIMITED_FIELDS} }
  }
`;

const SIGN_OUT = /* GraphQL */ `
  mutation SignOut($input: SignOutInput!) {
    answer: signOut(input: $input)
  }
`;

export interface SecondFactorNeeded {
  token: string;
  seconds: number;
  methods: string[];
}

/** Of the form of a sign-in: whether it shall link the account at Google that the person came from. */
export const linking = { linksGoogle: z.boolean().default(false) };

/** The token of what Google said, of a sign-in that shall link it. */
export function proofToLink(linksGoogle: boolean, call: AuthCall): string | null {
  return linksGoogle ? call.cookie(PROOF_COOKIE) : null;
}

/** What a browser's passkey answered, as the page sends it. */
export const passkeyResponse = z.looseObject({ id: text, response: z.looseObject({}) });

/** A passkey's answer with the challenge of this browser's cookie; undefined where either is missing. */
export function passkeyAnswer(
  response: z.output<typeof passkeyResponse> | null | undefined,
  call: AuthCall,
): { challengeToken: string; response: string } | undefined {
  const challengeToken = call.cookie(PASSKEY_COOKIE);
  return response && challengeToken ? { challengeToken, response: JSON.stringify(response) } : undefined;
}

/** Ends the session that the browser has, where it has one. */
export async function endPresentSession(call: AuthCall): Promise<void> {
  const token = call.cookie(SESSION_COOKIE);
  if (token) await call.ask<boolean>(SIGN_OUT, { token });
}

/** Answers a right sign-in: with a new session in place of the one before, or with the wait for the second factor. */
export async function goOn(answer: SignedIn | SecondFactorNeeded, call: AuthCall): Promise<AuthReply> {
  if ('methods' in answer)
    return {
      status: 200,
      body: { next: 'second_factor', methods: answer.methods },
      cookies: [HALF_SIGN_IN_COOKIE.set(answer.token, answer.seconds)],
    };
  await endPresentSession(call);
  const { cookies = [], ...reply } = startSession(answer, call);
  return { ...reply, cookies: [...cookies, HALF_SIGN_IN_COOKIE.clear(), PASSKEY_COOKIE.clear()] };
}

const signIn = z.object({ email: text, password: text, org: text.nullish(), ...linking });
const secondFactor = z.object({
  code: text.nullish(),
  recoveryCode: text.nullish(),
  passkey: passkeyResponse.nullish(),
});
const proof = z.object({ password: text.nullish(), code: text.nullish(), passkey: passkeyResponse.nullish() });

const EXPIRED: Refusal = { code: 'SIGN_IN_EXPIRED', message: 'This took too long. Sign in again.' };

export const SESSION_ROUTES: Readonly<Record<string, AuthRoute>> = {
  '/auth/sign-in': authRoute('POST', signIn, async ({ org, linksGoogle, ...form }, call) => {
    const answer = await call.ask<SignedIn | SecondFactorNeeded | Refusal>(SIGN_IN, {
      ...form,
      organisationSlug: org,
      proofToken: proofToLink(linksGoogle, call),
    });
    return 'code' in answer ? refuse(answer) : goOn(answer, call);
  }),

  '/auth/second-factor': authRoute('POST', secondFactor, async ({ passkey, ...form }, call) => {
    const halfToken = call.cookie(HALF_SIGN_IN_COOKIE);
    if (!halfToken) return refuse(EXPIRED);
    const answer = await call.ask<SignedIn | Refusal>(COMPLETE_SIGN_IN, {
      ...form,
      halfToken,
      passkey: passkeyAnswer(passkey, call),
    });
    return 'code' in answer ? refuse(answer) : goOn(answer, call);
  }),

  '/auth/prove': authRoute('POST', proof, async ({ passkey, ...form }, call) => {
    const sessionToken = call.cookie(SESSION_COOKIE);
    if (!sessionToken) return refuse(EXPIRED);
    const answer = await call.ask<{ until: string } | Refusal>(PROVE_IDENTITY, {
      ...form,
      sessionToken,
      passkey: passkeyAnswer(passkey, call),
    });
    return 'code' in answer
      ? refuse(answer)
      : { status: 200, body: { ok: true, until: answer.until }, cookies: [PASSKEY_COOKIE.clear()] };
  }),

  '/auth/sign-out': authRoute('POST', z.unknown(), async (_, call) => {
    await endPresentSession(call);
    return { status: 204, cookies: [SESSION_COOKIE.clear()] };
  }),
};
