import { Access } from '@offplan/kernel/graphql/access';
import { ForGateway } from '@offplan/kernel/graphql/directives';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { resolveViewer } from './resolve-viewer.ts';
import { ResolveViewerInput, SignInInput, SignOutInput } from './session-inputs.ts';
import { ResolvedViewer, type SignInOutcome, SignInResult } from './session-results.ts';
import { signIn } from './sign-in.ts';
import { signOut } from './sign-out.ts';

/** Sessions, for the gateway alone: it holds the cookie, identity holds the session. */
@Resolver()
export class SessionResolver {
  @ForGateway()
  @Access('gateway')
  @Query(() => ResolvedViewer, {
    nullable: true,
    description: 'Who a session belongs to and what it is in a workspace; null when it is over.',
  })
  async resolveViewer(
    @Ctx() context: RequestContext,
    @Arg('input', () => ResolveViewerInput, { description: 'The session and the workspace.' })
    input: ResolveViewerInput,
  ): Promise<ResolvedViewer | null> {
    const passport = await resolveViewer(context, input);
    return passport && { passport: JSON.stringify(passport) };
  }

  @ForGateway()
  @Access('gateway')
  @Mutation(() => SignInResult, { description: 'Opens a session by e-mail and password.' })
  signIn(
    @Ctx() context: RequestContext,
    @Arg('input', () => SignInInput, { description: 'The form.' }) input: SignInInput,
  ): Promise<SignInOutcome> {
    return signIn(context, input);
  }

  @ForGateway()
  @Access('gateway')
  @Mutation(() => Boolean, { description: 'Ends a session; true also for one that was over.' })
  async signOut(
    @Ctx() context: RequestContext,
    @Arg('input', () => SignOutInput, { description: 'The session.' }) input: SignOutInput,
  ): Promise<boolean> {
    await signOut(context, input.token);
    return true;
  }
}
