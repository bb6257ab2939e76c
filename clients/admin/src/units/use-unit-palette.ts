import type { LiveStore } from '@offplan/kit/live/live-store.ts';
import { useCallback } from 'react';
import { type BoardUnit, boardStatusOf, shortLayout, statusName } from '../board/board-unit.ts';
import type { BoardView } from '../board/board-view.ts';
import { useT } from '../i18n/catalogue.tsx';
import type { PaletteAction, PaletteSource } from '../shell/palette-actions.tsx';

const MOST_UNITS = 8;

/** Offers the project's units in the palette: open one, or reserve it at once. */
export function useUnitPalette(
  store: LiveStore<BoardUnit>,
  buildings: readonly { id: string; name: string }[],
  change: (view: Partial<BoardView>, options?: { push?: boolean }) => void,
): PaletteSource {
  const t = useT();
  return useCallback(
    (query) => {
      if (!query) return [];
      const found = store
        .all()
        .filter((unit) => unit.number.toLowerCase().includes(query))
        .sort((a, b) => a.number.length - b.number.length)
        .slice(0, MOST_UNITS);
      return found.flatMap((unit): PaletteAction[] => {
        const building = buildings.find((candidate) => candidate.id === unit.building.id)?.name ?? null;
        const status = boardStatusOf(unit);
        const open: PaletteAction = {
          id: `unit:${unit.id}`,
          label: unit.number,
          description: [building, statusName(t, status), shortLayout(t, unit)].filter(Boolean).join(' · '),
          icon: 'board',
          group: t('palette.units'),
          run: () => change({ building, unit: unit.number, flip: null }, { push: true }),
        };
        // Acting at once makes sense for the one unit that was named in full.
        if (found.length > 1 || status !== 'AVAILABLE') return [open];
        return [
          open,
          {
            id: `reserve:${unit.id}`,
            label: t('flip.reserveUnit', { number: unit.number }),
            icon: 'flip',
            group: t('palette.actions'),
            run: () => change({ building, unit: unit.number, flip: 'RESERVED' }, { push: true }),
          },
        ];
      });
    },
    [store, buildings, change, t],
  );
}
