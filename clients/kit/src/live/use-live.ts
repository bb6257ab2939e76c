import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { LiveStore, Versioned } from './live-store.ts';

/** One live thing; re-renders when that thing changes and at no other time. */
export function useLive<T extends Versioned>(store: LiveStore<T>, id: string): T | undefined {
  const subscribe = useCallback((listener: () => void) => store.subscribeTo(id, listener), [store, id]);
  return useSyncExternalStore(subscribe, () => store.get(id));
}

/** All live things, renewed at most once per `intervalMs`: for counts, lists and drawings, never for cells. */
export function useThrottledLive<T extends Versioned>(store: LiveStore<T>, intervalMs: number): readonly T[] {
  const [things, setThings] = useState(() => store.all());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = () => {
      timer = undefined;
      setThings(store.all());
    };
    show();
    const unsubscribe = store.subscribe(() => {
      timer ??= setTimeout(show, intervalMs);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [store, intervalMs]);
  return things;
}
