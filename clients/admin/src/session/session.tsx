import { createClient, faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { ViewerQuery } from '../generated/graphql.ts';
import { signOut as signOutRoute } from './auth-routes.ts';
import { ViewerDocument } from './session-documents.ts';

export type Viewer = NonNullable<ViewerQuery['viewer']>;

type SessionState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly code: string }
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'signed-in'; readonly viewer: Viewer };

interface Session {
  readonly state: SessionState;
  /** Asks the server again who is signed in. */
  refresh(): Promise<SessionState>;
  signOut(): Promise<void>;
  /** The server said that the session ended. */
  ended(): void;
}

const SessionContext = createContext<Session | null>(null);

/** Whether generated document ids replace their text: only the built client talks to a gateway that wants it. */
export const trustedDocuments = import.meta.env.PROD;

/** The client that is used before a workspace is chosen. */
export const publicClient = createClient({ trustedDocuments, onSignedOut: () => {}, onAccessEnded: () => {} }).apollo;

/** Who is signed in, for the whole app. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [state, setState] = useState<SessionState>({ kind: 'loading' });
  const refresh = useCallback(async () => {
    let next: SessionState;
    try {
      const { data } = await publicClient.query({ query: ViewerDocument, fetchPolicy: 'no-cache' });
      next = data?.viewer ? { kind: 'signed-in', viewer: data.viewer } : { kind: 'anonymous' };
    } catch (error) {
      const code = faultCodeOf(error);
      next = code === 'UNAUTHENTICATED' ? { kind: 'anonymous' } : { kind: 'failed', code };
    }
    setState(next);
    return next;
  }, []);
  useEffect(() => void refresh(), [refresh]);
  const session = useMemo<Session>(
    () => ({
      state,
      refresh,
      signOut: async () => {
        await signOutRoute();
        setState({ kind: 'anonymous' });
      },
      ended: () => setState({ kind: 'anonymous' }),
    }),
    [state, refresh],
  );
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession is used outside SessionProvider');
  return session;
}
