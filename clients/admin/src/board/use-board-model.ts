import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import type { LiveStore } from '@offplan/kit/live/live-store.ts';
import { useThrottledLive } from '@offplan/kit/live/use-live.ts';
import { useMemo } from 'react';
import { useT } from '../i18n/catalogue.tsx';
import type { ProjectFacts } from '../projects/live-project.ts';
import { useNow } from '../shell/use-now.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { layoutBoard } from './board-layout.ts';
import type { BoardUnit } from './board-unit.ts';
import type { BoardView } from './board-view.ts';
import { createCellWords, priceScaleOf } from './cell-words.ts';
import { useFilterChoices } from './filter-bar.tsx';

const HOUR_MS = 3_600_000;
/** Cells follow every change by themselves; what a page derives from all units need not. */
const COUNT_EVERY_MS = 250;

/** What a page with a board derives from a project's units: of one building its units, where they stand, and the words of its cells. */
export function useBoardModel(facts: ProjectFacts, store: LiveStore<BoardUnit>, view: BoardView) {
  const t = useT();
  const formats = useFormats();
  const viewerId = useWorkspace().user.id;
  const now = useNow(HOUR_MS);
  const building = facts.buildings.find((candidate) => candidate.name === view.building) ?? facts.buildings[0];
  const all = useThrottledLive(store, COUNT_EVERY_MS);
  const units = useMemo(() => all.filter((unit) => unit.building.id === building?.id), [all, building]);
  // The layout depends on what stands where, never on statuses: it is kept while the shape is the same.
  const shape = useMemo(() => units.map((unit) => `${unit.id}@${unit.floor.id}:${unit.stack}`).join(), [units]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` stands for `units`.
  const layout = useMemo(() => layoutBoard(building?.floors ?? [], units), [building, shape]);
  const levels = useMemo(
    () => new Map(facts.buildings.flatMap((each) => each.floors.map((floor) => [floor.id, floor.level] as const))),
    [facts.buildings],
  );
  const choices = useFilterChoices(units);
  const scale = useMemo(() => priceScaleOf(units), [units]);
  const words = useMemo(
    () => createCellWords({ t, formats, zoom: view.zoom, priceScale: scale.scale, viewerId, now }),
    [t, formats, view.zoom, scale.scale, viewerId, now],
  );
  return { now, building, all, units, shape, layout, levels, choices, scale, words };
}
