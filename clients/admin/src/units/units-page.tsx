import { Segmented } from '@offplan/kit/components/button.tsx';
import { classNames } from '@offplan/kit/components/class-names.ts';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { StateMessage } from '@offplan/kit/components/states.tsx';
import { Num } from '@offplan/kit/components/text.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { useThrottledLive } from '@offplan/kit/live/use-live.ts';
import { type CSSProperties, type MouseEvent, useCallback, useDeferredValue, useMemo, useRef } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { type BoardUnit, boardStatusOf, layoutName } from '../board/board-unit.ts';
import { type BoardView, formatView, matcher, NO_FILTER } from '../board/board-view.ts';
import { FilterBar, useFilterChoices } from '../board/filter-bar.tsx';
import { Legend } from '../board/legend.tsx';
import { OfflineBanner } from '../board/offline-banner.tsx';
import { useBoardView } from '../board/use-board-view.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useProject } from '../projects/project-route.tsx';
import { usePaletteSource } from '../shell/palette-actions.tsx';
import { useNow } from '../shell/use-now.ts';
import { useTitle } from '../shell/use-title.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { formatSort, parseSort, type SortColumn, sortUnits } from './sort-units.ts';
import { StatusSwatch } from './status-swatch.tsx';
import { useUnitPalette } from './use-unit-palette.ts';
import { useVisibleRows } from './use-visible-rows.ts';
import '../board/board.css';
import './units.css';

const ROW_HEIGHT = 42;
/** Rows are sorted again this often at most, however many units change. */
const SORT_EVERY_MS = 250;

const COLUMNS = [
  { column: 'number', label: 'units.number' },
  { column: 'status', label: 'units.status' },
  { column: 'floor', label: 'units.floor' },
  { column: 'layout', label: 'units.layout' },
  { column: 'area', label: 'units.area' },
  { column: 'view', label: 'units.view' },
  { column: 'price', label: 'units.price' },
  { column: 'assignee', label: 'units.assignee' },
  { column: 'changed', label: 'units.changed' },
] as const satisfies readonly { column: SortColumn; label: string }[];
const AT_END: ReadonlySet<SortColumn> = new Set(['area', 'price', 'changed']);

/** The same units as rows: sorted, filtered by the same address as the board, live (UI-3). */
export function UnitsPage() {
  const t = useT();
  const formats = useFormats();
  const workspace = useWorkspace();
  const { facts, live, feed } = useProject();
  const { view, change, setFilter } = useBoardView();
  const location = useLocation();
  const navigate = useNavigate();
  const now = useNow(30_000);
  useTitle(`${facts.name} · ${t('nav.units')}`);
  const sort = useMemo(() => parseSort(view.sort), [view.sort]);
  const scroller = useRef<HTMLDivElement>(null);

  const all = useThrottledLive(live.store, SORT_EVERY_MS);
  const buildings = useMemo(
    () => new Map(facts.buildings.map((building) => [building.id, building.name])),
    [facts.buildings],
  );
  const floors = useMemo(
    () => new Map(facts.buildings.flatMap((building) => building.floors.map((floor) => [floor.id, floor] as const))),
    [facts.buildings],
  );
  const filter = useDeferredValue(view.filter);
  const rows = useMemo(() => {
    const matches = matcher(filter, workspace.user.id, (floorId) => floors.get(floorId)?.level ?? 0);
    return sortUnits(all.filter(matches), sort, (unit) => floors.get(unit.floor.id)?.level ?? 0);
  }, [all, filter, sort, floors, workspace.user.id]);
  const choices = useFilterChoices(all);
  const visible = useVisibleRows(scroller, rows.length, ROW_HEIGHT);

  const boardAt = (unit: BoardUnit | null) => {
    const next = unit
      ? { ...view, building: buildings.get(unit.building.id) ?? null, unit: unit.number, flip: null }
      : view;
    return { pathname: `/w/${workspace.slug}/p/${facts.slug}/board`, search: formatView(next).toString() };
  };
  const openOnBoard = useCallback(
    (next: Partial<BoardView>) =>
      void navigate({
        pathname: `/w/${workspace.slug}/p/${facts.slug}/board`,
        search: formatView({ ...view, ...next }).toString(),
      }),
    [navigate, workspace.slug, facts.slug, view],
  );
  usePaletteSource(useUnitPalette(live.store, facts.buildings, openOnBoard));
  const openRow = (event: MouseEvent) => {
    // The number is the link; the rest of the row only widens its target.
    if ((event.target as HTMLElement).closest('a')) return;
    const id = (event.target as HTMLElement).closest<HTMLElement>('tr')?.dataset.unit;
    const unit = id && live.store.get(id);
    if (unit) navigate(boardAt(unit));
  };
  return (
    <main className="o-work" id="work">
      <OfflineBanner feed={feed} onRetry={live.retryNow} />
      <div className="o-whead">
        <h1>{t('nav.units')}</h1>
        <span className="o-meta">{t('units.count', { shown: rows.length, total: all.length })}</span>
        <span className="o-grow" />
        <div className="o-desk">
          <Segmented
            label={t('board.showAs')}
            value="table"
            onChange={(shape) => shape === 'board' && void navigate({ ...boardAt(null), search: location.search })}
            options={[
              { value: 'board', label: t('nav.board') },
              { value: 'table', label: t('board.table') },
            ]}
          />
        </div>
        {facts.viewerCan.importUnits.isAllowed && (
          <Link className="o-btn o-sm" to={`/w/${workspace.slug}/p/${facts.slug}/import`}>
            <Icon name="up" />
            {t('nav.import')}
          </Link>
        )}
      </div>
      <Legend units={all} viewerId={workspace.user.id} filter={view.filter} onChange={setFilter} />
      <FilterBar
        filter={view.filter}
        choices={choices}
        onChange={setFilter}
        view={view}
        onView={change}
        shownCount={rows.length}
      />
      <div className="o-table-wrap" ref={scroller}>
        {rows.length === 0 ? (
          <StateMessage
            icon="search"
            title={all.length === 0 ? t('board.empty') : t('units.none')}
            action={
              all.length > 0 && (
                <button type="button" className="o-btn" onClick={() => setFilter(NO_FILTER)}>
                  {t('filter.clearAll')}
                </button>
              )
            }
          />
        ) : (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the number in each row is a link; the click only widens it.
          <table
            className="o-tbl o-units"
            onClick={openRow}
            aria-rowcount={rows.length + 1}
            style={
              {
                '--before': `${visible.from * ROW_HEIGHT}px`,
                '--after': `${(rows.length - visible.to) * ROW_HEIGHT}px`,
              } as CSSProperties
            }
          >
            <thead>
              <tr>
                {COLUMNS.map(({ column, label }) => (
                  <th
                    key={column}
                    className={classNames(AT_END.has(column) && 'o-r', `o-col-${column}`)}
                    aria-sort={sort.column === column ? (sort.isDescending ? 'descending' : 'ascending') : undefined}
                  >
                    <button
                      type="button"
                      onClick={() => change({ sort: formatSort(column, sort.column === column && !sort.isDescending) })}
                    >
                      {t(label)}
                      {sort.column === column && (
                        <Icon name="down" className={sort.isDescending ? undefined : 'o-upside'} />
                      )}
                    </button>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              <tr className="o-spacer o-before" aria-hidden="true">
                <td colSpan={COLUMNS.length} />
              </tr>
              {rows.slice(visible.from, visible.to).map((unit, index) => {
                const status = boardStatusOf(unit);
                return (
                  <tr key={unit.id} data-unit={unit.id} aria-rowindex={visible.from + index + 2}>
                    <td className="o-col-number">
                      <Link to={boardAt(unit)}>
                        <bdi>{unit.number}</bdi>
                      </Link>
                      {buildings.size > 1 && <small>{buildings.get(unit.building.id)}</small>}
                    </td>
                    <td className="o-col-status">
                      <span className="o-st">
                        <StatusSwatch status={status} />
                        {t(`status.${status.toLowerCase() as 'available' | 'reserved' | 'sold' | 'unreleased'}`)}
                      </span>
                    </td>
                    <td className="o-col-floor">{floors.get(unit.floor.id)?.label}</td>
                    <td className="o-col-layout">{layoutName(t, unit)}</td>
                    <td className="o-r o-col-area">
                      {unit.areaTotal && <Num>{formats.squareMetres(unit.areaTotal)}</Num>}
                    </td>
                    <td className="o-col-view">{unit.view}</td>
                    <td className="o-r o-col-price">{unit.price && <Num>{formats.money(unit.price)}</Num>}</td>
                    <td className="o-col-assignee">
                      {unit.assignee?.name ?? <span className="o-muted">{t('allocation.pool')}</span>}
                    </td>
                    <td className="o-r o-muted o-col-changed">
                      <time
                        dateTime={unit.availability.changedAt}
                        title={formats.dateTime(unit.availability.changedAt)}
                      >
                        {formats.relative(unit.availability.changedAt, now)}
                      </time>
                    </td>
                  </tr>
                );
              })}
              <tr className="o-spacer o-after" aria-hidden="true">
                <td colSpan={COLUMNS.length} />
              </tr>
            </tbody>
          </table>
        )}
      </div>
    </main>
  );
}
