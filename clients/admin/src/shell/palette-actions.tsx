import { spotlight } from '@mantine/spotlight';
import type { IconName } from '@offplan/kit/components/icon.tsx';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';

/** Something the palette can do: jump to a unit, a project, a place, or act. */
export interface PaletteAction {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly icon: IconName;
  readonly group: string;
  run(): void;
}

/** Gives the actions that match a query, best first. Pages offer units this way without listing thousands. */
export type PaletteSource = (query: string) => readonly PaletteAction[];

const NO_SOURCES: ReadonlySet<PaletteSource> = new Set();
const SourcesContext = createContext(NO_SOURCES);
/** Apart from the sources, and always the same: whoever adds one is not drawn again because there is another. */
const AddContext = createContext<((source: PaletteSource) => () => void) | null>(null);

export function PaletteProvider({ children }: { children: ReactNode }) {
  const [sources, setSources] = useState(NO_SOURCES);
  const add = useCallback((source: PaletteSource) => {
    setSources((known) => new Set([...known, source]));
    return () => setSources((known) => new Set([...known].filter((other) => other !== source)));
  }, []);
  return (
    <AddContext value={add}>
      <SourcesContext value={sources}>{children}</SourcesContext>
    </AddContext>
  );
}

export const usePaletteSources = (): ReadonlySet<PaletteSource> => useContext(SourcesContext);

/** Offers a page's actions in the palette while the page is shown. `source` must be stable (useCallback). */
export function usePaletteSource(source: PaletteSource): void {
  const add = useContext(AddContext);
  if (!add) throw new Error('The palette is used outside PaletteProvider');
  useEffect(() => add(source), [add, source]);
}

export const openPalette = spotlight.open;
