import { z } from 'zod';
import {
  type AuthCall,
  type AuthRoute,
  authRoute,
  REFUSAL_FIELDS,
  type Refusal,
  refuse,
  SIGNED_IN_FIELDS,
  type SignedIn,
  startSession,
  text,
} from './auth-route.ts';
import { SESSION_COOKIE } from './host-cookie.ts';

const SIGN_IN = /* GraphQL */ `
  mutation SignIn($input: SignInInput!) {
    answer: signIn(input: $input) { ${SIGNED_IN_FIELDS} ${REFUSAL_FIELDS} }
  }
`;

const SIGN_OUT = /* GraphQL */ `
  mutation SignOut($input: SignOutInput!) {
    answer: signOut(input: $input)
  }
`;

/** Ends the session that the browser has, where it has one. */
export async function endPresentSession(call: AuthCall): Promise<void> {
  const token = call.cookie(SESSION_COOKIE);
  if (token) await call.ask<boolean>(SIGN_OUT, { token });
}

export const SESSION_ROUTES: Readonly<Record<string, AuthRoute>> = {
  '/auth/sign-in': authRoute('POST', z.object({ email: text, password: text }), async (form, call) => {
    const { address, userAgent } = call.facts;
    const answer = await call.ask<SignedIn | Refusal>(SIGN_IN, {
      ...form,
      address,
      userAgent,
    });
    if ('code' in answer) return refuse(answer);
    await endPresentSession(call);
    return startSession(answer, call);
  }),

  '/auth/sign-out': authRoute('POST', z.unknown(), async (_, call) => {
    await endPresentSession(call);
    return { status: 204, cookies: [SESSION_COOKIE.clear()] };
  }),
};
