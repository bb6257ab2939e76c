import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { type BoardView, formatView, parseView, type UnitFilter } from './board-view.ts';

/** The board's view in the address, and ways to change it. Opening something can be undone with "back"; filters replace. */
export function useBoardView() {
  const [params, setParams] = useSearchParams();
  const text = params.toString();
  const view = useMemo(() => parseView(new URLSearchParams(text)), [text]);
  const change = useCallback(
    (next: Partial<BoardView>, options: { push?: boolean } = {}) =>
      setParams((known) => formatView({ ...parseView(known), ...next }), { replace: !options.push }),
    [setParams],
  );
  const setFilter = useCallback(
    (filter: Partial<UnitFilter>) =>
      setParams(
        (known) => {
          const current = parseView(known);
          return formatView({ ...current, filter: { ...current.filter, ...filter } });
        },
        { replace: true },
      ),
    [setParams],
  );
  return { view, change, setFilter };
}
