import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { EMPTY_DRAFT, type FlipDraft } from './flip-draft.ts';

interface KeptDraft {
  readonly draft: FlipDraft;
  change(change: Partial<FlipDraft>): void;
  clear(): void;
}

const DraftContext = createContext<KeptDraft | null>(null);

/** Keeps the verification form over changes of the unit, until it is sent. */
export function FlipDraftProvider({ children }: { children: ReactNode }) {
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  const kept = useMemo<KeptDraft>(
    () => ({
      draft,
      change: (change) => setDraft((known) => ({ ...known, ...change })),
      clear: () => setDraft(EMPTY_DRAFT),
    }),
    [draft],
  );
  return <DraftContext.Provider value={kept}>{children}</DraftContext.Provider>;
}

export function useFlipDraft(): KeptDraft {
  const kept = useContext(DraftContext);
  if (!kept) throw new Error('useFlipDraft is used outside FlipDraftProvider');
  return kept;
}
