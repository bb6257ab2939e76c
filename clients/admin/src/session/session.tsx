import { createClient, faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { ViewerQuery } from '../generated/graphql.ts';
import { useLanguage, useT } from '../i18n/catalogue.tsx';
import { authFailureText } from './auth-failure-text.ts';
import { signOut as signOutRoute } from './auth-routes.ts';
import { ViewerDocument } from './session-documents.ts';

export type Viewer = NonNullable<ViewerQuery['viewer']>;

type SessionState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly code: string }
  /** `hasEnded`: somebody was signed in on this page, and the server ended it. */
  | { readonly kind: 'anonymous'; readonly hasEnded?: boolean }
  | { readonly kind: 'signed-in'; readonly viewer: Viewer };

interface Session {
  readonly state: SessionState;
  /** Asks the server again who is signed in. */
  refresh(): Promise<SessionState>;
  /** Ends the session on this device. Resolves with whether it ended; says why where it did not. */
  signOut(): Promise<boolean>;
  /** The server said that the session ended. */
  ended(): void;
}

const SessionContext = createContext<Session | null>(null);

/** Whether generated document ids replace their text: only the built client talks to a gateway that wants it. */
export const trustedDocuments = import.meta.env.PROD;

/** What the public client does when it is told that nobody is signed in; the provider, which comes later, sets it. */
let tellEnded = () => {};

/** The client that is used before a workspace is chosen. */
export const publicClient = createClient({
  trustedDocuments,
  onSignedOut: () => tellEnded(),
  onAccessEnded: () => {},
}).apollo;

/** Who is signed in, for the whole app. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const t = useT();
  const { follow } = useLanguage();
  const [state, setState] = useState<SessionState>({ kind: 'loading' });
  const isLeaving = useRef(false);
  /** Whose answers the public client keeps. */
  const keptFor = useRef<string>(undefined);

  /** Forgets what the public client keeps of another person, before anybody reads it. */
  const keepFor = useCallback(async (userId: string | undefined) => {
    const isOthers = keptFor.current !== undefined && keptFor.current !== userId;
    keptFor.current = userId;
    if (isOthers) await publicClient.clearStore();
  }, []);
  const refresh = useCallback(async () => {
    let next: SessionState;
    try {
      const { data } = await publicClient.query({ query: ViewerDocument, fetchPolicy: 'no-cache' });
      next = data?.viewer ? { kind: 'signed-in', viewer: data.viewer } : { kind: 'anonymous' };
    } catch (error) {
      const code = faultCodeOf(error);
      next = code === 'UNAUTHENTICATED' ? { kind: 'anonymous' } : { kind: 'failed', code };
    }
    if (next.kind !== 'failed') await keepFor(next.kind === 'signed-in' ? next.viewer.user.id : undefined);
    if (next.kind === 'signed-in') follow(next.viewer.user.locale);
    setState((before) => (next.kind === 'anonymous' ? anonymousAfter(before) : next));
    return next;
  }, [keepFor, follow]);
  const ended = useCallback(() => {
    // The person's own sign-out ends open sockets too, before its answer is here.
    if (isLeaving.current) return;
    void keepFor(undefined).then(() => setState(anonymousAfter));
  }, [keepFor]);
  const signOut = useCallback(async () => {
    isLeaving.current = true;
    const result = await signOutRoute();
    if (result.isOk) {
      await keepFor(undefined);
      setState({ kind: 'anonymous' });
    } else showToast(authFailureText(t, result), 'failed');
    isLeaving.current = false;
    return result.isOk;
  }, [keepFor, t]);

  useEffect(() => void refresh(), [refresh]);
  useEffect(() => {
    tellEnded = ended;
    return () => {
      tellEnded = () => {};
    };
  }, [ended]);
  const session = useMemo<Session>(() => ({ state, refresh, signOut, ended }), [state, refresh, signOut, ended]);
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
}

function anonymousAfter(before: SessionState): SessionState {
  return before.kind === 'anonymous' ? before : { kind: 'anonymous', hasEnded: before.kind === 'signed-in' };
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession is used outside SessionProvider');
  return session;
}
