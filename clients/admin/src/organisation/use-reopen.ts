import { useQuery } from '@apollo/client/react';
import { createClient, faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useState } from 'react';
import { useT } from '../i18n/catalogue.tsx';
import { publicClient, trustedDocuments, useSession } from '../session/session.tsx';
import { SignUpOptionsDocument } from '../session/session-documents.ts';
import { faultText } from '../shell/fault-text.ts';
import { refusalText } from '../shell/refusal-text.ts';
import { ReopenOrganisationDocument } from './organisation-documents.ts';

/** Brings a closed workspace back, from outside it (ID-27). Resolves with whether it is open again. */
export function useReopen() {
  const t = useT();
  const session = useSession();
  const { data: options } = useQuery(SignUpOptionsDocument, { client: publicClient });
  const [busy, setBusy] = useState<string>();
  const reopen = async (slug: string): Promise<boolean> => {
    setBusy(slug);
    const client = createClient({
      workspace: slug,
      trustedDocuments,
      onSignedOut: session.ended,
      onAccessEnded: () => {},
    });
    try {
      const { data } = await client.apollo.mutate({ mutation: ReopenOrganisationDocument });
      const result = data?.reopenOrganisation;
      if (result?.__typename === 'ReopenOrganisationSuccess') {
        await session.refresh();
        showToast(t('closed.back'));
        return true;
      }
      showToast(refusalText(t, result, options?.signUpOptions.supportEmail), 'failed');
    } catch (error) {
      showToast(faultText(t, faultCodeOf(error)), 'failed');
    } finally {
      client.dispose();
      setBusy(undefined);
    }
    return false;
  };
  return { reopen, busy };
}
