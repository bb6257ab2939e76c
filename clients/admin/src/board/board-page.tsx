import { Button, Segmented } from '@offplan/kit/components/button.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { Banner, StateMessage } from '@offplan/kit/components/states.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { type KeyboardEvent, useCallback, useDeferredValue, useMemo, useRef } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { useProject } from '../projects/project-route.tsx';
import { FaultMessage } from '../shell/fault.tsx';
import { usePaletteSource } from '../shell/palette-actions.tsx';
import { reasonText } from '../shell/refusal-text.ts';
import { useTitle } from '../shell/use-title.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { UnitPanel } from '../units/unit-panel.tsx';
import { useUnitPalette } from '../units/use-unit-palette.ts';
import { agencyHues } from './agency-hues.ts';
import type { CellContext } from './board-cell.tsx';
import { BoardGrid, type GridHandle } from './board-grid.tsx';
import { neighbourOf } from './board-layout.ts';
import { BoardGridSkeleton } from './board-skeleton.tsx';
import { matcher } from './board-view.ts';
import { BuildingSwitch } from './building-switch.tsx';
import { ElevationStrip } from './elevation-strip.tsx';
import { FilterBar } from './filter-bar.tsx';
import { heatScale } from './heat.ts';
import { Legend } from './legend.tsx';
import { LiveBar } from './live-bar.tsx';
import { LiveSummary } from './live-summary.tsx';
import { OfflineBanner } from './offline-banner.tsx';
import { UnitsBeyondBanner } from './units-beyond-banner.tsx';
import { useAsOfBoard } from './use-as-of-board.ts';
import { useBoardModel } from './use-board-model.ts';
import { useBoardView } from './use-board-view.ts';
import './board.css';

/** The unit board: a building that can be read at a glance, live (UI-1). */
export function BoardPage() {
  const navigate = useNavigate();
  const t = useT();
  const formats = useFormats();
  const workspace = useWorkspace();
  const { facts, live, feed } = useProject();
  const { view, change, setFilter } = useBoardView();
  const location = useLocation();
  const grid = useRef<GridHandle>(null);
  useTitle(`${facts.name} · ${t('nav.board')}`);

  const past = useAsOfBoard(facts.id, view.asOf);
  const store = past.kind === 'loaded' ? past.store : live.store;
  const isPast = past.kind !== 'live';
  const isShown = past.kind === 'live' || past.kind === 'loaded';

  const { now, building, all, units, shape, layout, levels, choices, scale, words } = useBoardModel(facts, store, view);
  const filter = useDeferredValue(view.filter);
  const matches = useMemo(
    () => matcher(filter, workspace.user.id, (floorId) => levels.get(floorId) ?? 0),
    [filter, workspace.user.id, levels],
  );
  const shownCount = useMemo(() => units.filter(matches).length, [units, matches]);
  const hues = useMemo(() => {
    const owners = view.colour === 'agent' ? choices.agents : choices.assignees;
    return agencyHues(owners.map((owner) => owner.id));
  }, [choices, view.colour]);
  // Heat is cut anew when the colours change, not with every flip: cells must not shift colour under the hand.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` stands for `units`.
  const heat = useMemo(
    () => (view.colour === 'status' || view.colour === 'agency' ? null : heatScale(view.colour, units, now)),
    [view.colour, shape, now],
  );
  const context = useMemo<CellContext>(
    () => ({
      store,
      recent: live.recent,
      words,
      viewerId: workspace.user.id,
      colour: view.colour,
      heat,
      now,
      hues,
      matches,
    }),
    [store, live.recent, words, workspace.user.id, view.colour, heat, now, hues, matches],
  );

  const open = view.unit === null || !isShown ? undefined : units.find((unit) => unit.number === view.unit);
  const openUnit = useCallback(
    (id: string) => {
      const unit = store.get(id);
      if (unit) change({ unit: unit.number, flip: null }, { push: true });
    },
    [store, change],
  );
  const onKey = (id: string, event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const unit = store.get(id);
    if (!unit) return;
    // By the key's place, so that R and S work with Cyrillic and Arabic layouts too.
    if (event.code === 'KeyR' && !isPast) change({ unit: unit.number, flip: 'RESERVED' }, { push: true });
    else if (event.code === 'KeyS' && !isPast) change({ unit: unit.number, flip: 'SOLD' }, { push: true });
    else if (event.key === 'Escape') change({ unit: null, flip: null });
    else return;
    event.preventDefault();
  };
  const closePanel = () => {
    const id = open?.id;
    change({ unit: null, flip: null });
    if (id) grid.current?.focus(id);
  };
  const step = (direction: 'left' | 'right') => {
    if (open) openUnit(neighbourOf(layout, open.id, direction));
  };
  usePaletteSource(useUnitPalette(store, facts.buildings, change));

  const importLink = `/w/${workspace.slug}/p/${facts.slug}/import`;
  if (!building || (all.length === 0 && !isPast)) {
    return (
      <main className="o-work" id="work">
        <OfflineBanner feed={feed} onRetry={live.retryNow} />
        <StateMessage
          icon="board"
          title={workspace.guest ? t('board.emptyGuest') : t('board.empty')}
          action={
            facts.viewerCan.importUnits.isAllowed && (
              <Link className="o-btn o-pri o-lg" to={importLink}>
                <Icon name="up" />
                {t('board.importFirst')}
              </Link>
            )
          }
        >
          {workspace.guest
            ? t('board.emptyGuestHint', { organisation: facts.organisation?.name ?? '' })
            : facts.viewerCan.importUnits.isAllowed
              ? t('board.emptyHint')
              : reasonText(t, facts.viewerCan.importUnits.reason, 'board.emptyAsk')}
        </StateMessage>
      </main>
    );
  }
  const formatHeat = (value: number) =>
    view.colour === 'price'
      ? formats.moneyShort({ amountMinor: value, currency: facts.currency }, scale.scale, scale.scale === 1e6 ? 1 : 0)
      : view.colour === 'area'
        ? formats.squareMetres({ squareMetres: value, squareFeet: 0 })
        : t('board.days', { days: value });
  const tableLink = { pathname: `/w/${workspace.slug}/p/${facts.slug}/units`, search: location.search };
  return (
    <>
      <main className="o-work" id="work">
        <OfflineBanner feed={feed} onRetry={live.retryNow} />
        {isPast && (
          <Banner
            tone="ink"
            icon="clock"
            action={
              <Button size="small" onClick={() => change({ asOf: null })}>
                {t('asof.back')}
              </Button>
            }
          >
            {t('asof.banner', { date: formats.date(`${view.asOf}T12:00:00`) })}
          </Banner>
        )}
        {!isPast && <UnitsBeyondBanner slug={facts.slug} units={all} />}
        <div className="o-whead">
          <h1>{t('board.title')}</h1>
          <BuildingSwitch
            buildings={facts.buildings}
            current={building.id}
            onChange={(name) => change({ building: name, unit: null, flip: null }, { push: true })}
          />
          <span className="o-meta">
            {!isShown || all.length === 0
              ? null
              : layout.stacks.length > 0
                ? t('board.metaStacks', {
                    floors: building.floors.length,
                    stacks: layout.stacks.length,
                    units: units.length,
                  })
                : t('board.meta', { units: units.length })}
          </span>
          <span className="o-grow" />
          <div className="o-desk">
            <Segmented
              label={t('board.showAs')}
              value="board"
              onChange={(shape) => shape === 'table' && void navigate(tableLink)}
              options={[
                { value: 'board', label: t('nav.board') },
                { value: 'table', label: t('board.table') },
              ]}
            />
          </div>
          {facts.viewerCan.importUnits.isAllowed && (
            <Link className="o-btn o-sm o-desk" to={importLink}>
              <Icon name="up" />
              {t('nav.import')}
            </Link>
          )}
        </div>
        {past.kind === 'failed' ? (
          <FaultMessage code={past.code} onRetry={past.retry} />
        ) : !isShown ? (
          <BoardGridSkeleton />
        ) : all.length === 0 ? (
          <StateMessage icon="board" title={t('asof.empty')} />
        ) : (
          <>
            <Legend units={units} viewerId={workspace.user.id} filter={view.filter} onChange={setFilter} />
            <FilterBar
              filter={view.filter}
              choices={choices}
              onChange={setFilter}
              view={view}
              onView={change}
              shownCount={shownCount}
              hasColours
              heat={heat}
              formatHeat={formatHeat}
              unitOfPrice={
                choices.hasPrices && view.zoom !== 'l'
                  ? t(scale.key === 'millions' ? 'board.millions' : 'board.thousands', {
                      currency: formats.currency(facts.currency),
                    })
                  : undefined
              }
            />
            <div className="o-bwrap">
              {layout.rows.length > 16 && <ElevationStrip layout={layout} store={store} grid={grid} />}
              <BoardGrid
                ref={grid}
                layout={layout}
                context={context}
                label={`${t('board.title')}, ${building.name}`}
                openId={open?.id ?? null}
                onOpen={openUnit}
                onKey={onKey}
              />
            </div>
          </>
        )}
        <LiveBar projectId={facts.id} feed={feed} asOf={view.asOf} onAsOf={(asOf) => change({ asOf, flip: null })} />
        <LiveSummary live={live} />
      </main>
      {open && (
        <UnitPanel
          key={open.id}
          unitId={open.id}
          store={store}
          layout={layout}
          buildingName={building.name}
          isPast={isPast}
          flip={isPast ? null : view.flip}
          onFlip={(to) => change({ flip: to }, { push: to !== null })}
          onOpenNumber={(number, flip) => change({ unit: number, flip }, { push: true })}
          onClose={closePanel}
          onStep={step}
        />
      )}
    </>
  );
}
