import { createClient } from '@offplan/kit/apollo/create-client.ts';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { trustedDocuments } from '../session/session.tsx';
import { type OpenView, openView } from './open-view.ts';
import { EndViewAsDocument } from './view-documents.ts';

interface ViewAs {
  readonly view: OpenView | null;
  /** From now on this tab looks through the view. */
  begin(view: OpenView): void;
  /** Back to one's own eyes, at once; the server is told. */
  leave(): void;
  /** The server says that the view is over. */
  over(): void;
}

const ViewAsContext = createContext<ViewAs | null>(null);

export function useViewAs(): ViewAs {
  const viewAs = useContext(ViewAsContext);
  if (!viewAs) throw new Error('useViewAs is used outside ViewAsProvider');
  return viewAs;
}

/** Holds the view of this tab in a workspace; remounted for each workspace. */
export function ViewAsProvider({ workspace, children }: { workspace: string; children: ReactNode }) {
  const [view, setView] = useState(() => openView.get(workspace));
  const over = useCallback(() => {
    openView.forget();
    setView(null);
  }, []);
  const viewAs = useMemo<ViewAs>(
    () => ({
      view,
      begin(next) {
        openView.keep(next);
        setView(next);
      },
      leave() {
        void tellServer(workspace);
        over();
      },
      over,
    }),
    [view, workspace, over],
  );
  return <ViewAsContext.Provider value={viewAs}>{children}</ViewAsContext.Provider>;
}

/** A view changes nothing, not even its own end: that is said with one's own eyes. Unheard, it ends by itself. */
async function tellServer(workspace: string): Promise<void> {
  const own = createClient({ workspace, trustedDocuments, onSignedOut: () => {}, onAccessEnded: () => {} });
  try {
    await own.apollo.mutate({ mutation: EndViewAsDocument });
  } catch {
    // Offline or signed out: the view lasts half an hour at most.
  } finally {
    own.dispose();
  }
}
