import { z } from 'zod';
import { type AuthRoute, authRoute, LIMITED_FIELDS, REFUSAL_FIELDS, type Refusal, refuse, text } from './auth-route.ts';

const REQUEST_PASSWORD_RESET = /* GraphQL */ `
  mutation RequestPasswordReset($input: RequestPasswordResetInput!) {
    answer: requestPasswordReset(input: $input) { ${REFUSAL_FIELDS} ${LIMITED_FIELDS} }
  }
`;

const RESET_PASSWORD = /* GraphQL */ `
  mutation ResetPassword($input: ResetPasswordInput!) {
    answer: resetPassword(input: $input) {
      ${REFUSAL_FIELDS}
      ... on ValidationFailed { issues { path code message } }
    }
  }
`;

const CONFIRM_EMAIL = /* GraphQL */ `
  mutation ConfirmEmail($input: ConfirmEmailInput!) {
    answer: confirmEmail(input: $input) { ... on EmailConfirmed { email } ${REFUSAL_FIELDS} }
  }
`;

/** Links of mails: their pages send the token by POST, so that a scanner that opens a link uses nothing up (ID-3). */
export const LINK_ROUTES: Readonly<Record<string, AuthRoute>> = {
  '/auth/request-password-reset': authRoute('POST', z.object({ email: text }), async (form, call) => {
    const answer = await call.ask<object | Refusal>(REQUEST_PASSWORD_RESET, form);
    return 'code' in answer ? refuse(answer) : { status: 202, body: { ok: true } };
  }),

  '/auth/reset-password': authRoute('POST', z.object({ token: text, password: text }), async (form, call) => {
    const answer = await call.ask<object | Refusal>(RESET_PASSWORD, form);
    return 'code' in answer ? refuse(answer) : { status: 200, body: { ok: true } };
  }),

  '/auth/confirm-email': authRoute('POST', z.object({ token: text }), async (form, call) => {
    const answer = await call.ask<{ email: string } | Refusal>(CONFIRM_EMAIL, form);
    return 'code' in answer ? refuse(answer) : { status: 200, body: { ok: true, email: answer.email } };
  }),
};
