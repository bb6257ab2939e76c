import { useApolloClient } from '@apollo/client/react';
import { useState } from 'react';
import type { VerifyAuditLogQuery } from '../generated/graphql.ts';
import { VerifyAuditLogDocument } from './audit-documents.ts';

export type Proof = VerifyAuditLogQuery['verifyAuditLog'];

interface Verification {
  /** Of the whole log once it is through, or of the part that is broken; the last one while it is proved anew. */
  readonly proof?: Proof;
  readonly error?: unknown;
  /** While it runs: how many entries are proved, of how many. */
  readonly progress?: { readonly done: number; readonly all: number };
  readonly isBusy: boolean;
}

/** Proves the whole log, however long it is: part by part, each joined to the one before. */
export function useVerification(): Verification & { verify(): Promise<void> } {
  const client = useApolloClient();
  const [state, setState] = useState<Verification>({ isBusy: false });
  const verify = async () => {
    setState(({ proof }) => ({ proof, isBusy: true }));
    try {
      let done = 0;
      for (let input: { fromSeq: number; follows?: string } = { fromSeq: 1 }; ; ) {
        const { data } = await client.query({
          query: VerifyAuditLogDocument,
          variables: { input },
          fetchPolicy: 'network-only',
        });
        const proof = data?.verifyAuditLog;
        if (proof?.__typename !== 'AuditLogVerified') return setState({ proof, isBusy: false });
        done += proof.entries;
        if (proof.toSeq >= proof.lastSeq)
          return setState({ proof: { ...proof, fromSeq: Math.min(1, proof.toSeq), entries: done }, isBusy: false });
        const progress = { done, all: proof.lastSeq };
        setState((known) => ({ ...known, progress }));
        input = { fromSeq: proof.toSeq + 1, follows: proof.head };
      }
    } catch (error) {
      setState({ error, isBusy: false });
    }
  };
  return { ...state, verify };
}
