import { spotlight } from '@mantine/spotlight';
import type { IconName } from '@offplan/kit/components/icon.tsx';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';

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

interface Registry {
  readonly sources: ReadonlySet<PaletteSource>;
  add(source: PaletteSource): () => void;
}

const RegistryContext = createContext<Registry | null>(null);

export function PaletteProvider({ children }: { children: ReactNode }) {
  const [sources, setSources] = useState<ReadonlySet<PaletteSource>>(new Set());
  const registry = useMemo<Registry>(
    () => ({
      sources,
      add: (source) => {
        setSources((known) => new Set([...known, source]));
        return () => setSources((known) => new Set([...known].filter((other) => other !== source)));
      },
    }),
    [sources],
  );
  return <RegistryContext.Provider value={registry}>{children}</RegistryContext.Provider>;
}

function useRegistry(): Registry {
  const registry = useContext(RegistryContext);
  if (!registry) throw new Error('The palette is used outside PaletteProvider');
  return registry;
}

export const usePaletteSources = (): ReadonlySet<PaletteSource> => useRegistry().sources;

/** Offers a page's actions in the palette while the page is shown. `source` must be stable (useCallback). */
export function usePaletteSource(source: PaletteSource): void {
  const { add } = useRegistry();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `add` changes with the set of sources that it adds to.
  useEffect(() => add(source), [source]);
}

export const openPalette = spotlight.open;
