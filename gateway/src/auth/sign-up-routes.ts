import { z } from 'zod';
import {
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

const SIGN_UP = /* GraphQL */ `
  mutation SignUp($input: SignUpInput!) {
    answer: signUp(input: $input) {
      ${SIGNED_IN_FIELDS}
      ${REFUSAL_FIELDS}
      ... on SignUpInvalid { issues { path code message suggestions } }
    }
  }
`;

const signUpForm = z.object({
  name: text,
  email: text,
  password: text,
  acceptTerms: z.boolean(),
  locale: z.enum(['en', 'ru', 'ar']).default('en'),
  organisation: z.object({ name: text, slug: text, country: text }).nullish(),
  guestOrganisationName: text.nullish(),
  invitationToken: text.nullish(),
});

export const SIGN_UP_ROUTES: Readonly<Record<string, AuthRoute>> = {
  '/auth/sign-up': authRoute('POST', signUpForm, async ({ acceptTerms, ...form }, call) => {
    const { address, userAgent } = call.facts;
    const answer = await call.ask<SignedIn | Refusal>(SIGN_UP, {
      ...form,
      acceptsTerms: acceptTerms,
      address,
      userAgent,
    });
    return 'code' in answer ? refuse(answer) : startSession(answer, call, 201);
  }),
};
