import type { Formats } from '@offplan/kit/i18n/formats.ts';
import type { Translate } from '../i18n/catalogue.tsx';
import {
  type BoardStatus,
  type BoardUnit,
  boardStatusOf,
  daysInStatus,
  isMine,
  shortLayout,
  statusLetter,
  statusName,
} from './board-unit.ts';
import type { Zoom } from './board-view.ts';

/** What a cell writes, for one locale, zoom and moment; made once a board, not once a cell. */
export interface CellWords {
  readonly zoom: Zoom;
  letter(status: BoardStatus): string;
  layout(unit: BoardUnit): string;
  /** Price or days in status, as the zoom has room for. */
  end(unit: BoardUnit): string;
  price(unit: BoardUnit): string;
  label(unit: BoardUnit): string;
  justNow(by: string | null): string;
}

/** Prices on cells are in millions, or thousands in projects where nothing costs a million. */
export function priceScaleOf(units: readonly BoardUnit[]): { scale: number; key: 'millions' | 'thousands' } {
  const highest = Math.max(0, ...units.map((unit) => unit.price?.amountMinor ?? 0));
  return highest >= 100_000_000 ? { scale: 1e6, key: 'millions' } : { scale: 1e3, key: 'thousands' };
}

export function createCellWords(options: {
  t: Translate;
  formats: Formats;
  zoom: Zoom;
  priceScale: number;
  viewerId: string;
  now: number;
}): CellWords {
  const { t, formats, zoom, priceScale, viewerId, now } = options;
  const layouts = new Map<string, string>();
  const digits = priceScale === 1e6 && zoom !== 's' ? 2 : priceScale === 1e6 ? 1 : 0;
  // The first day needs no count: the flag said "just now", and a nought says nothing.
  const daysText = (days: number) => (days > 0 ? t('board.days', { days }) : '');
  const price = (unit: BoardUnit) =>
    unit.price ? (zoom === 'l' ? formats.money(unit.price) : formats.moneyShort(unit.price, priceScale, digits)) : '';
  return {
    zoom,
    letter: (status) => statusLetter(t, status),
    layout: (unit) => {
      const key = `${unit.kind}:${unit.bedrooms}`;
      let words = layouts.get(key);
      if (words === undefined) {
        words = shortLayout(t, unit);
        layouts.set(key, words);
      }
      if (zoom !== 'l') return words;
      return [words, unit.areaTotal && formats.squareMetres(unit.areaTotal), unit.view].filter(Boolean).join(' · ');
    },
    price,
    end: (unit) => {
      switch (boardStatusOf(unit)) {
        case 'SOLD':
          return '';
        case 'RESERVED':
          return daysText(daysInStatus(unit, now));
        default:
          return price(unit);
      }
    },
    label: (unit) =>
      [
        t('board.unit', { number: unit.number }),
        statusName(t, boardStatusOf(unit)),
        unit.isBeyondPlan ? t('beyond.badge') : '',
        isMine(unit, viewerId) ? t('status.mine') : '',
        shortLayout(t, unit),
        unit.price ? formats.money(unit.price) : '',
        unit.assignee?.name ?? '',
        unit.agent?.name ?? '',
      ]
        .filter(Boolean)
        .join(', '),
    justNow: (by) => (by ? t('board.justNowBy', { name: by }) : t('board.justNow')),
  };
}
