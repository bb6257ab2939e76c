import { Menu, Popover } from '@mantine/core';
import { Button, Segmented } from '@offplan/kit/components/button.tsx';
import { classNames } from '@offplan/kit/components/class-names.ts';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { Checkbox, SelectField, TextField } from '@offplan/kit/components/field.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import type { Formats } from '@offplan/kit/i18n/formats.ts';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { type ReactNode, useMemo, useState } from 'react';
import { type MessageKey, type Translate, useT } from '../i18n/catalogue.tsx';
import { useTyped } from '../shell/use-typed.ts';
import type { BoardUnit } from './board-unit.ts';
import {
  type BoardView,
  COLOURS,
  type Colour,
  INTERNAL_POOL,
  isFiltered,
  NO_FILTER,
  type Range,
  type UnitFilter,
  ZOOMS,
} from './board-view.ts';
import { HEAT_STEPS, type HeatScale } from './heat.ts';

const COLOUR_KEYS: Record<Colour, MessageKey> = {
  status: 'colour.status',
  price: 'colour.price',
  area: 'colour.area',
  age: 'colour.age',
  agency: 'colour.agency',
  agent: 'colour.agent',
};

/** What there is to choose from, taken from the units themselves. */
export interface FilterChoices {
  readonly bedrooms: readonly number[];
  readonly views: readonly string[];
  readonly assignees: readonly { id: string; name: string }[];
  readonly agents: readonly { id: string; name: string }[];
  readonly hasPrices: boolean;
}

export function useFilterChoices(units: readonly BoardUnit[]): FilterChoices {
  return useMemo(() => {
    const bedrooms = new Set<number>();
    const views = new Set<string>();
    const assignees = new Map<string, string>();
    const agents = new Map<string, string>();
    let hasPrices = false;
    for (const unit of units) {
      if (unit.bedrooms !== null) bedrooms.add(unit.bedrooms);
      if (unit.view) views.add(unit.view);
      if (unit.assignee) assignees.set(unit.assignee.id, unit.assignee.name);
      if (unit.agent?.id) agents.set(unit.agent.id, unit.agent.name);
      hasPrices ||= unit.price !== null;
    }
    return {
      bedrooms: [...bedrooms].sort((a, b) => a - b),
      views: [...views].sort(),
      assignees: byName(assignees),
      agents: byName(agents),
      hasPrices,
    };
  }, [units]);
}

function byName(names: ReadonlyMap<string, string>): { id: string; name: string }[] {
  return [...names].map(([id, name]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name));
}

interface FilterProps {
  readonly filter: UnitFilter;
  readonly choices: FilterChoices;
  readonly onChange: (change: Partial<UnitFilter>) => void;
}

interface FilterPart {
  readonly id: string;
  readonly label: MessageKey;
  /** The current choice in few words; '' when none. */
  summary(filter: UnitFilter, t: Translate, choices: FilterChoices, formats: Formats): string;
  isOffered(choices: FilterChoices): boolean;
  clear: Partial<UnitFilter>;
  render(props: FilterProps): ReactNode;
}

const rangeText = (range: Range | null, format: (value: number) => string = String): string =>
  range ? `${range.min === null ? '' : format(range.min)}–${range.max === null ? '' : format(range.max)}` : '';

interface RangeProps {
  readonly range: Range | null;
  readonly onChange: (range: Range | null) => void;
  readonly step?: number;
}

function RangeEnd({ end, range, onChange, step }: RangeProps & { end: 'min' | 'max' }) {
  const t = useT();
  const [text, type, settle] = useTyped(range?.[end]?.toString() ?? '', (typed) => {
    const next = { min: null, max: null, ...range, [end]: typed === '' ? null : Number(typed) };
    onChange(next.min === null && next.max === null ? null : next);
  });
  return (
    <TextField
      label={t(end === 'min' ? 'filter.from' : 'filter.to')}
      type="number"
      inputMode="numeric"
      step={step}
      value={text}
      onChange={(event) => type(event.target.value)}
      onBlur={settle}
    />
  );
}

function RangeFields(props: RangeProps) {
  return (
    <div className="o-range">
      <RangeEnd end="min" {...props} />
      <RangeEnd end="max" {...props} />
    </div>
  );
}

function TextFilter({ text: kept, onChange }: { text: string; onChange: (text: string) => void }) {
  const t = useT();
  const [text, type] = useTyped(kept, onChange);
  return (
    <label className="o-inp o-find o-desk">
      <Icon name="search" />
      <input
        type="search"
        value={text}
        placeholder={t('filter.text')}
        aria-label={t('filter.text')}
        onChange={(event) => type(event.target.value)}
      />
    </label>
  );
}

function toggled<Value>(values: readonly Value[], value: Value): Value[] {
  return values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
}

function BedroomsFilter({ filter, choices, onChange }: FilterProps) {
  const t = useT();
  return (
    <div className="o-picks">
      {choices.bedrooms.map((count) => (
        <button
          key={count}
          type="button"
          className="o-chip"
          aria-pressed={filter.bedrooms.includes(count)}
          onClick={() => onChange({ bedrooms: toggled(filter.bedrooms, count) })}
        >
          {count === 0 ? t('layout.studio') : count}
        </button>
      ))}
    </div>
  );
}

function ViewsFilter({ filter, choices, onChange }: FilterProps) {
  return (
    <div className="o-checks">
      {choices.views.map((view) => (
        <Checkbox
          key={view}
          checked={filter.views.includes(view)}
          onChange={() => onChange({ views: toggled(filter.views, view) })}
        >
          {view}
        </Checkbox>
      ))}
    </div>
  );
}

function AssigneeFilter({ filter, choices, onChange }: FilterProps) {
  const t = useT();
  return (
    <SelectField
      label={t('filter.assignee')}
      value={filter.assignee ?? ''}
      onChange={(event) => onChange({ assignee: event.target.value || null })}
    >
      <option value="">{t('filter.anyone')}</option>
      <option value={INTERNAL_POOL}>{t('allocation.pool')}</option>
      {[
        { label: t('allocation.agencies'), owners: choices.assignees },
        { label: t('agents.team'), owners: choices.agents },
      ].map(
        ({ label, owners }) =>
          owners.length > 0 && (
            <optgroup key={label} label={label}>
              {owners.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </optgroup>
          ),
      )}
    </SelectField>
  );
}

const PARTS: readonly FilterPart[] = [
  {
    id: 'floors',
    label: 'filter.floors',
    summary: (filter) => rangeText(filter.floors),
    isOffered: () => true,
    clear: { floors: null },
    render: ({ filter, onChange }) => <RangeFields range={filter.floors} onChange={(floors) => onChange({ floors })} />,
  },
  {
    id: 'bedrooms',
    label: 'filter.bedrooms',
    summary: (filter, t) => filter.bedrooms.map((count) => (count === 0 ? t('layout.studioShort') : count)).join(', '),
    isOffered: (choices) => choices.bedrooms.length > 1,
    clear: { bedrooms: [] },
    render: (props) => <BedroomsFilter {...props} />,
  },
  {
    id: 'price',
    label: 'filter.price',
    summary: (filter, _t, _choices, formats) => rangeText(filter.price, formats.compact),
    isOffered: (choices) => choices.hasPrices,
    clear: { price: null },
    render: ({ filter, onChange }) => (
      <RangeFields range={filter.price} step={10_000} onChange={(price) => onChange({ price })} />
    ),
  },
  {
    id: 'view',
    label: 'filter.view',
    summary: (filter) => filter.views.join(', '),
    isOffered: (choices) => choices.views.length > 1,
    clear: { views: [] },
    render: (props) => <ViewsFilter {...props} />,
  },
  {
    id: 'assignee',
    label: 'filter.assignee',
    summary: (filter, t, choices) =>
      filter.assignee === INTERNAL_POOL
        ? t('allocation.pool')
        : ([...choices.assignees, ...choices.agents].find((owner) => owner.id === filter.assignee)?.name ?? ''),
    isOffered: (choices) => choices.assignees.length + choices.agents.length > 0,
    clear: { assignee: null },
    render: (props) => <AssigneeFilter {...props} />,
  },
];

function FilterChip({ part, ...props }: FilterProps & { part: FilterPart }) {
  const t = useT();
  const formats = useFormats();
  const summary = part.summary(props.filter, t, props.choices, formats);
  return (
    <Popover position="bottom-start" trapFocus returnFocus width={260}>
      <Popover.Target>
        <button type="button" className={classNames('o-chip o-desk', summary && 'o-on')}>
          {t(part.label)} {summary && <b>{summary}</b>}
          <Icon name="down" />
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className="o-filter-pop">
          {part.render(props)}
          {summary && (
            <Button size="small" kind="quiet" onClick={() => props.onChange(part.clear)}>
              {t('filter.clear')}
            </Button>
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function FiltersSheet({ shownCount, ...props }: FilterProps & { shownCount: number }) {
  const t = useT();
  const formats = useFormats();
  const [isOpen, setOpen] = useState(false);
  const parts = PARTS.filter((part) => part.isOffered(props.choices));
  const set = parts.filter((part) => part.summary(props.filter, t, props.choices, formats) !== '').length;
  return (
    <>
      <button type="button" className={classNames('o-chip o-phone', set > 0 && 'o-on')} onClick={() => setOpen(true)}>
        <Icon name="filter" />
        {t('filter.title')} {set > 0 && <b>{set}</b>}
      </button>
      <Dialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        keeps="nothing"
        title={t('filter.title')}
        footer={
          <>
            <Button onClick={() => props.onChange(NO_FILTER)}>{t('filter.clearAll')}</Button>
            <Button kind="primary" onClick={() => setOpen(false)}>
              {t('filter.show', { count: shownCount })}
            </Button>
          </>
        }
      >
        <div className="o-filter-sheet">
          {parts.map((part) => (
            <section key={part.id}>
              <h3>{t(part.label)}</h3>
              {part.render(props)}
            </section>
          ))}
        </div>
      </Dialog>
    </>
  );
}

interface FilterBarProps extends FilterProps {
  readonly view: BoardView;
  readonly onView: (change: Partial<BoardView>) => void;
  readonly shownCount: number;
  /** Colour and zoom belong to the board, not to the table. */
  readonly hasColours?: boolean;
  readonly heat?: HeatScale | null;
  /** "AED M": what the prices on the cells are in. */
  readonly unitOfPrice?: string;
  formatHeat?(value: number): string;
}

/** Filters at the start, ways of looking at the end. */
export function FilterBar(props: FilterBarProps) {
  const { filter, choices, onChange, view, onView, shownCount, heat } = props;
  const t = useT();
  const formats = useFormats();
  return (
    <div className="o-filters">
      <FiltersSheet filter={filter} choices={choices} onChange={onChange} shownCount={shownCount} />
      {PARTS.filter((part) => part.isOffered(choices)).map((part) => (
        <FilterChip key={part.id} part={part} filter={filter} choices={choices} onChange={onChange} />
      ))}
      <TextFilter text={filter.text} onChange={(text) => onChange({ text })} />
      {isFiltered(filter) && (
        <button type="button" className="o-chip o-add o-desk" onClick={() => onChange(NO_FILTER)}>
          <Icon name="x" />
          {t('filter.clearShown', { count: shownCount })}
        </button>
      )}
      {props.hasColours && (
        <div className="o-end">
          {heat && props.formatHeat && (
            <span className="o-ramp o-heat o-num o-desk">
              {props.formatHeat(heat.lowest)}
              {Array.from({ length: HEAT_STEPS }, (_, step) => (
                <i key={`step-${HEAT_STEPS - step}`} className={`o-h${step}`} />
              ))}
              {props.formatHeat(heat.highest)}
            </span>
          )}
          {props.unitOfPrice && <span className="o-muted o-num o-desk o-small">{props.unitOfPrice}</span>}
          <Menu position="bottom-end">
            <Menu.Target>
              <button type="button" className="o-chip">
                {t('colour.by')} <b>{t(COLOUR_KEYS[view.colour])}</b>
                <Icon name="down" />
              </button>
            </Menu.Target>
            <Menu.Dropdown>
              {COLOURS.map((colour) => (
                <Menu.Item
                  key={colour}
                  role="menuitemradio"
                  aria-checked={colour === view.colour}
                  onClick={() => onView({ colour })}
                >
                  {t(COLOUR_KEYS[colour])}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
          <Segmented
            isSmall
            label={t('board.zoom')}
            value={view.zoom}
            onChange={(zoom) => onView({ zoom })}
            options={ZOOMS.map((zoom) => ({ value: zoom, label: zoom.toUpperCase() }))}
          />
        </div>
      )}
      <span className="o-sr" role="status">
        {isFiltered(filter) ? t('filter.shown', { count: formats.number(shownCount) }) : ''}
      </span>
    </div>
  );
}
