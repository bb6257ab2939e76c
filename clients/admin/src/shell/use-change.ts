import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useState } from 'react';
import { useProof } from '../account/proof.tsx';
import { useT } from '../i18n/catalogue.tsx';
import { faultText } from './fault-text.ts';
import { type Refusal, refusalText } from './refusal-text.ts';

type Answer = { readonly __typename?: string } | undefined;

const toast = (text: string) => showToast(text, 'failed');

/**
 * Runs a change that somebody asks for: asks for a proof of identity where one is needed, says a refusal or a fault, by a toast unless
 * `say` puts it elsewhere, and resolves with the success or with nothing. `accepts`: types of answers that the caller treats itself.
 */
export function useChange(say: (text: string) => void = toast) {
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
      say(refusalText(t, result as unknown as Refusal));
      return undefined;
    } catch (error) {
      say(faultText(t, faultCodeOf(error)));
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  return { change, isBusy };
}
