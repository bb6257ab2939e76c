import { z } from 'zod';
import {
  type AuthRoute,
  authRoute,
  REFUSAL_FIELDS,
  type Refusal,
  refuse,
  SIGNED_IN_FIELDS,
  type SignedIn,
  text,
} from './auth-route.ts';
import { HALF_SIGN_IN_COOKIE, PASSKEY_COOKIE, SESSION_COOKIE } from './host-cookie.ts';
import { goOn, linking, passkeyAnswer, passkeyResponse, proofToLink } from './session-routes.ts';

const BEGIN = /* GraphQL */ `
  mutation BeginPasskey($input: BeginPasskeyInput!) {
    answer: beginPasskey(input: $input) {
      ... on PasskeyChallenge { token options }
      ${REFUSAL_FIELDS}
      ... on ProofNeeded { methods }
    }
  }
`;

const REGISTER = /* GraphQL */ `
  mutation RegisterPasskey($input: RegisterPasskeyInput!) {
    answer: registerPasskey(input: $input) {
      ... on PasskeyRegistered { isRegistered }
      ${REFUSAL_FIELDS}
      ... on ProofNeeded { methods }
    }
  }
`;

const SIGN_IN = /* GraphQL */ `
  mutation SignInByPasskey($input: SignInByPasskeyInput!) {
    answer: signInByPasskey(input: $input) { ${SIGNED_IN_FIELDS} ${REFUSAL_FIELDS} }
  }
`;

const CHALLENGE_SECONDS = 300;
const MISSING: Refusal = { code: 'PASSKEY_REFUSED', message: 'This took too long. Start again.' };

export const PASSKEY_ROUTES: Readonly<Record<string, AuthRoute>> = {
  '/auth/passkey/options': authRoute(
    'POST',
    z.object({ purpose: z.enum(['register', 'sign_in', 'second_factor', 'prove']) }),
    async ({ purpose }, call) => {
      const answer = await call.ask<{ token: string; options: string } | Refusal>(BEGIN, {
        purpose,
        sessionToken: call.cookie(SESSION_COOKIE),
        halfToken: call.cookie(HALF_SIGN_IN_COOKIE),
      });
      if ('code' in answer) return refuse(answer);
      return {
        status: 200,
        body: JSON.parse(answer.options) as object,
        cookies: [PASSKEY_COOKIE.set(answer.token, CHALLENGE_SECONDS)],
      };
    },
  ),

  '/auth/passkey/register': authRoute(
    'POST',
    z.object({ name: text, passkey: passkeyResponse }),
    async ({ name, passkey }, call) => {
      const sessionToken = call.cookie(SESSION_COOKIE);
      const given = passkeyAnswer(passkey, call);
      if (!sessionToken || !given) return refuse(MISSING);
      const answer = await call.ask<{ isRegistered: true } | Refusal>(REGISTER, { name, sessionToken, ...given });
      return 'code' in answer ? refuse(answer) : { status: 201, body: { ok: true }, cookies: [PASSKEY_COOKIE.clear()] };
    },
  ),

  '/auth/passkey/sign-in': authRoute(
    'POST',
    z.object({ passkey: passkeyResponse, org: text.nullish(), ...linking }),
    async ({ passkey, org, linksGoogle }, call) => {
      const given = passkeyAnswer(passkey, call);
      if (!given) return refuse(MISSING);
      const answer = await call.ask<SignedIn | Refusal>(SIGN_IN, {
        passkey: given,
        organisationSlug: org,
        proofToken: proofToLink(linksGoogle, call),
      });
      return 'code' in answer ? refuse(answer) : goOn(answer, call);
    },
  ),
};
