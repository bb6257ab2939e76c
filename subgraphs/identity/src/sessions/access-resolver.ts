import { Access } from '@offplan/kernel/graphql/access';
import { ForGateway } from '@offplan/kernel/graphql/directives';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { beginExternalSignIn } from '../google/begin-external-sign-in.ts';
import {
  BeginExternalSignInInput,
  type BeginExternalSignInOutcome,
  BeginExternalSignInResult,
  ExternalSignInFinished,
  FinishExternalSignInInput,
} from '../google/external-results.ts';
import { finishExternalSignIn } from '../google/finish-external-sign-in.ts';
import { beginPasskey } from '../passkeys/begin-passkey.ts';
import { BeginPasskeyInput, RegisterPasskeyInput, SignInByPasskeyInput } from '../passkeys/passkey-inputs.ts';
import {
  type BeginPasskeyOutcome,
  BeginPasskeyResult,
  type RegisterPasskeyOutcome,
  RegisterPasskeyResult,
} from '../passkeys/passkey-results.ts';
import { registerPasskey } from '../passkeys/register-passkey.ts';
import { signInByPasskey } from '../passkeys/sign-in-by-passkey.ts';
import {
  RequestPasswordResetInput,
  type RequestPasswordResetOutcome,
  RequestPasswordResetResult,
  ResetPasswordInput,
  type ResetPasswordOutcome,
  ResetPasswordResult,
} from '../passwords/password-results.ts';
import { requestPasswordReset } from '../passwords/request-password-reset.ts';
import { resetPassword } from '../passwords/reset-password.ts';
import { confirmEmail } from '../profile/confirm-email.ts';
import { ConfirmEmailInput, type ConfirmEmailOutcome, ConfirmEmailResult } from '../profile/profile-results.ts';
import { completeSignIn } from './complete-sign-in.ts';
import { proveIdentity } from './prove-identity.ts';
import { CompleteSignInInput, ProveIdentityInput } from './session-inputs.ts';
import {
  type CompleteSignInOutcome,
  CompleteSignInResult,
  type ProveIdentityOutcome,
  ProveIdentityResult,
  type SignInByPasskeyOutcome,
  SignInByPasskeyResult,
} from './session-results.ts';

/** The ways in beside e-mail and password, and back in, for the gateway alone: it holds the cookies. */
@Resolver()
export class AccessResolver {
  @ForGateway()
  @Access('gateway')
  @Mutation(() => CompleteSignInResult, { description: 'Completes a sign-in by the second factor.' })
  completeSignIn(
    @Ctx() context: RequestContext,
    @Arg('input', () => CompleteSignInInput, { description: 'The factor.' }) input: CompleteSignInInput,
  ): Promise<CompleteSignInOutcome> {
    return completeSignIn(context, input);
  }

  @ForGateway()
  @Access('gateway')
  @Mutation(() => ProveIdentityResult, { description: 'Renews a session’s proof of identity.' })
  proveIdentity(
    @Ctx() context: RequestContext,
    @Arg('input', () => ProveIdentityInput, { description: 'The proof.' }) input: ProveIdentityInput,
  ): Promise<ProveIdentityOutcome> {
    return proveIdentity(context, input);
  }

  @ForGateway()
  @Access('gateway')
  @Mutation(() => RequestPasswordResetResult, { description: 'Mails a link for a new password.' })
  requestPasswordReset(
    @Ctx() context: RequestContext,
    @Arg('input', () => RequestPasswordResetInput, { description: 'Whose.' }) input: RequestPasswordResetInput,
  ): Promise<RequestPasswordResetOutcome> {
    return requestPasswordReset(context, input);
  }

  @ForGateway()
  @Access('gateway')
  @Mutation(() => ResetPasswordResult, { description: 'Sets a new password by the link of a mail.' })
  resetPassword(
    @Ctx() context: RequestContext,
    @Arg('input', () => ResetPasswordInput, { description: 'The form.' }) input: ResetPasswordInput,
  ): Promise<ResetPasswordOutcome> {
    return resetPassword(context, input);
  }

  @ForGateway()
  @Access('gateway')
  @Mutation(() => ConfirmEmailResult, { description: 'Changes an e-mail by the link that the new address got.' })
  confirmEmail(
    @Ctx() context: RequestContext,
    @Arg('input', () => ConfirmEmailInput, { description: 'The link.' }) input: ConfirmEmailInput,
  ): Promise<ConfirmEmailOutcome> {
    return confirmEmail(context, input);
  }

  @ForGateway()
  @Access('gateway')
  @Mutation(() => BeginPasskeyResult, { description: 'Makes a challenge for a browser’s passkeys.' })
  beginPasskey(
    @Ctx() context: RequestContext,
    @Arg('input', () => BeginPasskeyInput, { description: 'For what.' }) input: BeginPasskeyInput,
  ): Promise<BeginPasskeyOutcome> {
    return beginPasskey(context, input);
  }

  @ForGateway()
  @Access('gateway')
  @Mutation(() => RegisterPasskeyResult, { description: 'Keeps a new passkey.' })
  registerPasskey(
    @Ctx() context: RequestContext,
    @Arg('input', () => RegisterPasskeyInput, { description: 'The passkey.' }) input: RegisterPasskeyInput,
  ): Promise<RegisterPasskeyOutcome> {
    return registerPasskey(context, input);
  }

  @ForGateway()
  @Access('gateway')
  @Mutation(() => SignInByPasskeyResult, { description: 'Opens a session by a passkey alone.' })
  signInByPasskey(
    @Ctx() context: RequestContext,
    @Arg('input', () => SignInByPasskeyInput, { description: 'The answer.' }) input: SignInByPasskeyInput,
  ): Promise<SignInByPasskeyOutcome> {
    return signInByPasskey(context, input);
  }

  @ForGateway()
  @Access('gateway')
  @Mutation(() => BeginExternalSignInResult, { description: 'Begins a way to the sign-in provider.' })
  beginExternalSignIn(
    @Ctx() context: RequestContext,
    @Arg('input', () => BeginExternalSignInInput, { description: 'For what.' }) input: BeginExternalSignInInput,
  ): Promise<BeginExternalSignInOutcome> {
    return beginExternalSignIn(context, input);
  }

  @ForGateway()
  @Access('gateway')
  @Mutation(() => ExternalSignInFinished, { description: 'Ends a way to the sign-in provider.' })
  finishExternalSignIn(
    @Ctx() context: RequestContext,
    @Arg('input', () => FinishExternalSignInInput, { description: 'What came back.' })
    input: FinishExternalSignInInput,
  ): Promise<ExternalSignInFinished> {
    return finishExternalSignIn(context, input);
  }
}
