import { Access } from '@offplan/kernel/graphql/access';
import { ForGateway } from '@offplan/kernel/graphql/directives';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { confirmSignUp } from './confirm-sign-up.ts';
import { joinByInvitation } from './join-by-invitation.ts';
import { signUp } from './sign-up.ts';
import { ConfirmSignUpInput, JoinByInvitationInput, SignUpInput } from './sign-up-inputs.ts';
import { SignUpOptions } from './sign-up-options.ts';
import {
  type ConfirmSignUpOutcome,
  ConfirmSignUpResult,
  type JoinByInvitationOutcome,
  JoinByInvitationResult,
  type SignUpOutcome,
  SignUpResult,
} from './sign-up-results.ts';

/** Sign-ups; what changes something is for the gateway alone: it holds the cookies. */
@Resolver()
export class SignUpResolver {
  @Access('everyone')
  @Query(() => SignUpOptions, { description: 'What a sign-up form needs to know of this installation.' })
  signUpOptions(@Ctx() context: RequestContext): SignUpOptions {
    return SignUpOptions.of(context);
  }

  @ForGateway()
  @Access('gateway')
  @Mutation(() => SignUpResult, { description: 'Takes a sign-up and mails its link.' })
  signUp(
    @Ctx() context: RequestContext,
    @Arg('input', () => SignUpInput, { description: 'The form.' }) input: SignUpInput,
  ): Promise<SignUpOutcome> {
    return signUp(context, input);
  }

  @ForGateway()
  @Access('gateway')
  @Mutation(() => ConfirmSignUpResult, {
    description: 'Makes the account and the Organisation of a sign-up whose link was opened.',
  })
  confirmSignUp(
    @Ctx() context: RequestContext,
    @Arg('input', () => ConfirmSignUpInput, { description: 'The link and its proof.' }) input: ConfirmSignUpInput,
  ): Promise<ConfirmSignUpOutcome> {
    return confirmSignUp(context, input);
  }

  @ForGateway()
  @Access('gateway')
  @Mutation(() => JoinByInvitationResult, { description: 'Makes the account of an invited person and lets it in.' })
  joinByInvitation(
    @Ctx() context: RequestContext,
    @Arg('input', () => JoinByInvitationInput, { description: 'The form.' }) input: JoinByInvitationInput,
  ): Promise<JoinByInvitationOutcome> {
    return joinByInvitation(context, input);
  }
}
