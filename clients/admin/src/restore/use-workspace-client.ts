import { createClient, type WorkspaceClient } from '@offplan/kit/apollo/create-client.ts';
import { useEffect, useState } from 'react';
import { trustedDocuments, useSession } from '../session/session.tsx';

/** A client for a workspace that nobody can enter: what its Owner asks of billing goes there. */
export function useWorkspaceClient(slug: string | undefined): WorkspaceClient['apollo'] | undefined {
  const { ended } = useSession();
  const [client, setClient] = useState<WorkspaceClient>();
  useEffect(() => {
    if (!slug) return;
    const created = createClient({ workspace: slug, trustedDocuments, onSignedOut: ended, onAccessEnded: () => {} });
    setClient(created);
    return () => {
      setClient(undefined);
      created.dispose();
    };
  }, [slug, ended]);
  return client?.apollo;
}
