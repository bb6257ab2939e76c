import { Access } from '@offplan/kernel/graphql/access';
import { type Connection, connectionTypes, readPage, toConnection } from '@offplan/kernel/graphql/connection';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { type UnlinkGoogleOutcome, UnlinkGoogleResult } from '../google/external-results.ts';
import { unlinkGoogle } from '../google/unlink-google.ts';
import { optionsOf } from '../options.ts';
import { Viewer } from '../organisations/workspace.ts';
import { removePasskey, renamePasskey } from '../passkeys/change-passkey.ts';
import { RemovePasskeyInput, RenamePasskeyInput } from '../passkeys/passkey-inputs.ts';
import {
  type RemovePasskeyOutcome,
  RemovePasskeyResult,
  type RenamePasskeyOutcome,
  RenamePasskeyResult,
} from '../passkeys/passkey-results.ts';
import { changePassword } from '../passwords/change-password.ts';
import {
  ChangePasswordInput,
  type ChangePasswordOutcome,
  ChangePasswordResult,
} from '../passwords/password-results.ts';
import { makeRecoveryCodes, removeAuthenticator } from '../second-factor/change-second-factor.ts';
import { beginAuthenticator, confirmAuthenticator } from '../second-factor/enrol-authenticator.ts';
import {
  type BeginAuthenticatorOutcome,
  BeginAuthenticatorResult,
  ConfirmAuthenticatorInput,
  type ConfirmAuthenticatorOutcome,
  ConfirmAuthenticatorResult,
  type MakeRecoveryCodesOutcome,
  MakeRecoveryCodesResult,
  type RemoveAuthenticatorOutcome,
  RemoveAuthenticatorResult,
} from '../second-factor/second-factor-results.ts';
import { endOtherSessions, endSession } from '../sessions/end-session.ts';
import {
  EndOtherSessionsResult,
  type EndOtherSessionsSuccess,
  type EndSessionOutcome,
  EndSessionResult,
} from '../sessions/list-results.ts';
import { liveSince } from '../sessions/live-session.ts';
import { Session } from '../sessions/session.ts';
import { EndSessionInput } from '../sessions/session-inputs.ts';
import { refuseInView } from '../view-as/viewed-account.ts';
import { changeLocale, changeName } from './change-profile.ts';
import { loadSignInSecurity } from './load-sign-in-security.ts';
import {
  ChangeLocaleInput,
  ChangeLocaleResult,
  ChangeNameInput,
  type ChangeNameOutcome,
  ChangeNameResult,
  type ChangeProfileSuccess,
  RequestEmailChangeInput,
  type RequestEmailChangeOutcome,
  RequestEmailChangeResult,
} from './profile-results.ts';
import { requestEmailChange } from './request-email-change.ts';
import { SignInOptions, SignInSecurity } from './sign-in-security.ts';

const SessionConnection = connectionTypes(Session, 'sessions', 'internal');

@Resolver(() => Session)
export class SessionListResolver {
  @FieldResolver(() => Boolean, { description: 'Whether it is the one that asks.' })
  isCurrent(@Root() session: Session, @Ctx() context: RequestContext): boolean {
    return session.id === context.passport.sessionId;
  }
}

/** A person's own account: whatever the workspace, and nobody else's. */
@Resolver(() => Viewer)
export class AccountResolver {
  @Access('everyone')
  @Query(() => SignInOptions, { description: 'The ways in that this installation offers.' })
  signInOptions(@Ctx() context: RequestContext): SignInOptions {
    return Object.assign(new SignInOptions(), { hasGoogle: optionsOf(context).google !== null });
  }

  @FieldResolver(() => SessionConnection, {
    description: 'The browsers in which the viewer is signed in, the newest sign-in first (ID-4).',
  })
  async sessions(
    @Root() viewer: Viewer,
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { defaultValue: 50, description: 'At most 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the last one seen.' }) after: string | null,
  ): Promise<Connection<Session>> {
    refuseInView(context);
    const page = readPage(first, after, ['uuid']);
    const { usedAfter, begunAfter } = liveSince(context, context.clock.now());
    const rows = await context.em.find(
      Session,
      {
        userId: viewer.user.id,
        endedAt: null,
        lastUsedAt: { $gt: usedAfter },
        createdAt: { $gt: begunAfter },
        ...(page.after ? { id: { $lt: page.after[0]! } } : {}),
      },
      { orderBy: { id: 'desc' }, limit: page.limit + 1 },
    );
    return toConnection(rows, page, (session) => [session.id]);
  }

  @FieldResolver(() => SignInSecurity, { description: 'How the viewer signs in.' })
  async signInSecurity(@Ctx() context: RequestContext): Promise<SignInSecurity> {
    refuseInView(context);
    return loadSignInSecurity(context);
  }

  @Access('person')
  @Mutation(() => EndSessionResult, { description: 'Signs the viewer out in one browser.' })
  endSession(
    @Ctx() context: RequestContext,
    @Arg('input', () => EndSessionInput, { description: 'Which.' }) input: EndSessionInput,
  ): Promise<EndSessionOutcome> {
    return endSession(context, input.sessionId);
  }

  @Access('person')
  @Mutation(() => EndOtherSessionsResult, { description: 'Signs the viewer out in every browser but this one.' })
  endOtherSessions(@Ctx() context: RequestContext): Promise<EndOtherSessionsSuccess> {
    return endOtherSessions(context);
  }

  @Access('person')
  @Mutation(() => ChangeNameResult, { description: 'Changes how the viewer is called.' })
  changeName(
    @Ctx() context: RequestContext,
    @Arg('input', () => ChangeNameInput, { description: 'The new name.' }) input: ChangeNameInput,
  ): Promise<ChangeNameOutcome> {
    return changeName(context, input);
  }

  @Access('person')
  @Mutation(() => ChangeLocaleResult, { description: 'Changes the language of the viewer’s apps and mails.' })
  changeLocale(
    @Ctx() context: RequestContext,
    @Arg('input', () => ChangeLocaleInput, { description: 'The new language.' }) input: ChangeLocaleInput,
  ): Promise<ChangeProfileSuccess> {
    return changeLocale(context, input);
  }

  @Access('person')
  @Mutation(() => ChangePasswordResult, {
    description: 'Changes the viewer’s password, or sets the first one. Needs a fresh proof of identity.',
  })
  changePassword(
    @Ctx() context: RequestContext,
    @Arg('input', () => ChangePasswordInput, { description: 'The new password.' }) input: ChangePasswordInput,
  ): Promise<ChangePasswordOutcome> {
    return changePassword(context, input);
  }

  @Access('person')
  @Mutation(() => RequestEmailChangeResult, {
    description: 'Mails a link to a new address that makes it the viewer’s e-mail. Needs a fresh proof of identity.',
  })
  requestEmailChange(
    @Ctx() context: RequestContext,
    @Arg('input', () => RequestEmailChangeInput, { description: 'The new e-mail.' }) input: RequestEmailChangeInput,
  ): Promise<RequestEmailChangeOutcome> {
    return requestEmailChange(context, input);
  }

  @Access('person')
  @Mutation(() => BeginAuthenticatorResult, {
    description: 'Makes a secret for an authenticator app. Needs a fresh proof of identity.',
  })
  beginAuthenticator(@Ctx() context: RequestContext): Promise<BeginAuthenticatorOutcome> {
    return beginAuthenticator(context);
  }

  @Access('person')
  @Mutation(() => ConfirmAuthenticatorResult, {
    description: 'Turns the second factor on, by a code of the app. Needs a fresh proof of identity.',
  })
  confirmAuthenticator(
    @Ctx() context: RequestContext,
    @Arg('input', () => ConfirmAuthenticatorInput, { description: 'The code.' }) input: ConfirmAuthenticatorInput,
  ): Promise<ConfirmAuthenticatorOutcome> {
    return confirmAuthenticator(context, input.code);
  }

  @Access('person')
  @Mutation(() => RemoveAuthenticatorResult, {
    description: 'Turns the second factor off. Needs a fresh proof of identity.',
  })
  removeAuthenticator(@Ctx() context: RequestContext): Promise<RemoveAuthenticatorOutcome> {
    return removeAuthenticator(context);
  }

  @Access('person')
  @Mutation(() => MakeRecoveryCodesResult, {
    description: 'Makes ten new recovery codes in place of those before. Needs a fresh proof of identity.',
  })
  makeRecoveryCodes(@Ctx() context: RequestContext): Promise<MakeRecoveryCodesOutcome> {
    return makeRecoveryCodes(context);
  }

  @Access('person')
  @Mutation(() => RenamePasskeyResult, { description: 'Gives one of the viewer’s passkeys another name.' })
  renamePasskey(
    @Ctx() context: RequestContext,
    @Arg('input', () => RenamePasskeyInput, { description: 'Which, and the name.' }) input: RenamePasskeyInput,
  ): Promise<RenamePasskeyOutcome> {
    return renamePasskey(context, input);
  }

  @Access('person')
  @Mutation(() => RemovePasskeyResult, {
    description: 'Removes one of the viewer’s passkeys. Needs a fresh proof of identity.',
  })
  removePasskey(
    @Ctx() context: RequestContext,
    @Arg('input', () => RemovePasskeyInput, { description: 'Which.' }) input: RemovePasskeyInput,
  ): Promise<RemovePasskeyOutcome> {
    return removePasskey(context, input.passkeyId);
  }

  @Access('person')
  @Mutation(() => UnlinkGoogleResult, {
    description: 'Takes the viewer’s Google account off. Needs a fresh proof of identity.',
  })
  unlinkGoogle(@Ctx() context: RequestContext): Promise<UnlinkGoogleOutcome> {
    return unlinkGoogle(context);
  }
}
