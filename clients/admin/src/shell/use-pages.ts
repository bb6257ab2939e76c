import type { OperationVariables } from '@apollo/client';
import type { useQuery } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useT } from '../i18n/catalogue.tsx';
import { faultText } from './fault-text.ts';
import { joined, type List, listAt } from './join-pages.ts';

/** The pages of a list that are not here yet. */
export interface Pages {
  readonly hasMore: boolean;
  readonly isBusy: boolean;
  /** The code of the fault that the last one ended with. */
  readonly failure: string | undefined;
  /** Brings the next page; says so when it does not come. Pressed again meanwhile, it does nothing. */
  more(): void;
}

interface Options {
  /** Names of the fields that lead to the connection: `organisation`, `members`. */
  readonly path: readonly string[];
  /** The query's variable that takes the cursor. */
  readonly after?: string;
  /** The whole list is wanted: all pages come by themselves. */
  readonly isWhole?: boolean;
}

/** The further pages of a list of a query: each press brings one, or all come one after another. */
export function usePages<Data, Variables extends OperationVariables>(
  query: Pick<useQuery.Result<Data, Variables>, 'data' | 'fetchMore'>,
  { path, after = 'after', isWhole = false }: Options,
): Pages {
  const t = useT();
  const { data, fetchMore } = query;
  const [isBusy, setBusy] = useState(false);
  const [failed, setFailed] = useState<{ cursor: string; code: string }>();
  const busy = useRef(false);
  const page = listAt(data, path)?.pageInfo;
  const cursor = page?.hasNextPage ? (page.endCursor ?? undefined) : undefined;
  const place = path.join('.');
  const more = useCallback(async () => {
    if (busy.current || cursor === undefined) return;
    busy.current = true;
    setBusy(true);
    setFailed(undefined);
    try {
      await fetchMore({
        variables: { [after]: cursor } as unknown as Partial<Variables>,
        updateQuery: (known, { fetchMoreResult }) => joined(known as Data, fetchMoreResult as Data, place.split('.')),
      });
    } catch (error) {
      const code = faultCodeOf(error);
      setFailed({ cursor, code });
      showToast(faultText(t, code), 'failed');
    } finally {
      busy.current = false;
      setBusy(false);
    }
  }, [fetchMore, cursor, after, place, t]);
  const failure = failed && failed.cursor === cursor ? failed.code : undefined;
  useEffect(() => {
    if (isWhole && !failure && !isBusy) void more();
  }, [isWhole, failure, isBusy, more]);
  return { hasMore: cursor !== undefined, isBusy, failure, more: () => void more() };
}

/** The whole list that a query has; while its pages come anew, as it was before. */
export function useWhole<Data>(data: Data | undefined, path: readonly string[]): Data | undefined {
  const [whole, setWhole] = useState<Data>();
  const list: List | null | undefined = listAt(data, path);
  if (data !== undefined && data !== whole && !list?.pageInfo.hasNextPage) {
    setWhole(data);
    return data;
  }
  return whole;
}
