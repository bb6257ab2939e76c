import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useState } from 'react';
import { useT } from '../i18n/catalogue.tsx';
import { faultText } from '../shell/fault-text.ts';
import { type Refusal, refusalText } from '../shell/refusal-text.ts';
import { useProof } from './proof.tsx';

type Answer = { readonly __typename?: string } | undefined;

/**
 * Runs a change of the account: asks for a proof where one is needed, says a refusal or a fault, and resolves with the success or with
 * nothing. `accepts`: types of answers that the caller treats itself.
 */
export function useChange() {
  const t = useT();
  const withProof = useProof();
  const [isBusy, setBusy] = useState(false);
  const change = async <Result extends Answer>(
    work: () => Promise<Result>,
    accepts: readonly string[] = [],
  ): Promise<Result | undefined> => {
    setBusy(true);
    try {
      const result = await withProof(work);
      if (result === undefined) return undefined;
      const name = result.__typename ?? '';
      if (name.endsWith('Success') || accepts.includes(name)) return result;
      showToast(refusalText(t, result as unknown as Refusal), 'failed');
      return undefined;
    } catch (error) {
      showToast(faultText(t, faultCodeOf(error)), 'failed');
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  return { change, isBusy };
}
