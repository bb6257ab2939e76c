import type { BoardUnitFragment, SalesChannel, UnitKind } from '../generated/graphql.ts';
import type { MessageKey, Translate } from '../i18n/catalogue.tsx';

/** A unit as the board shows it. */
export type BoardUnit = BoardUnitFragment;

/** The four looks of a unit: its status, or unreleased whatever its status (INV-14). */
export const BOARD_STATUSES = ['AVAILABLE', 'RESERVED', 'SOLD', 'UNRELEASED'] as const;
export type BoardStatus = (typeof BOARD_STATUSES)[number];

/** How the board shows a unit. */
export function boardStatusOf(unit: Pick<BoardUnit, 'isReleased' | 'availability'>): BoardStatus {
  return unit.isReleased ? unit.availability.status : 'UNRELEASED';
}

/** Whether the viewer made the current reservation or sale. */
export function isMine(unit: Pick<BoardUnit, 'availability'>, viewerId: string): boolean {
  return unit.availability.status !== 'AVAILABLE' && unit.availability.changedBy?.id === viewerId;
}

/** Whether the viewer has to do with the unit: its reservation or sale, or a unit that is assigned to the viewer. */
export function concernsMe(unit: Pick<BoardUnit, 'availability' | 'agent'>, viewerId: string): boolean {
  return isMine(unit, viewerId) || unit.agent?.id === viewerId;
}

const STATUS_KEYS: Record<BoardStatus, MessageKey> = {
  AVAILABLE: 'status.available',
  RESERVED: 'status.reserved',
  SOLD: 'status.sold',
  UNRELEASED: 'status.unreleased',
};
const LETTER_KEYS: Record<Exclude<BoardStatus, 'AVAILABLE'>, MessageKey> = {
  RESERVED: 'letter.reserved',
  SOLD: 'letter.sold',
  UNRELEASED: 'letter.unreleased',
};
const KIND_KEYS: Record<UnitKind, MessageKey> = {
  APARTMENT: 'kind.apartment',
  VILLA: 'kind.villa',
  OFFICE: 'kind.office',
  SHOP: 'kind.shop',
  PARKING: 'kind.parking',
  STORAGE: 'kind.storage',
};
const CHANNEL_KEYS: Record<SalesChannel, MessageKey> = {
  WALK_IN: 'channel.walkIn',
  REFERRAL: 'channel.referral',
  AGENCY: 'channel.agency',
  WEBSITE: 'channel.website',
  EXHIBITION: 'channel.exhibition',
  OTHER: 'channel.other',
  IMPORT: 'channel.import',
};

export const statusName = (t: Translate, status: BoardStatus): string => t(STATUS_KEYS[status]);
/** The letter in the corner of a cell; none for available, which is the plain state. */
export const statusLetter = (t: Translate, status: BoardStatus): string =>
  status === 'AVAILABLE' ? '' : t(LETTER_KEYS[status]);
export const kindName = (t: Translate, kind: UnitKind): string => t(KIND_KEYS[kind]);
export const channelName = (t: Translate, channel: SalesChannel): string => t(CHANNEL_KEYS[channel]);

/** "2BR" on a cell; the kind where bedrooms say nothing. */
export function shortLayout(t: Translate, unit: Pick<BoardUnit, 'bedrooms' | 'kind'>): string {
  if (unit.bedrooms === null || (unit.kind !== 'APARTMENT' && unit.kind !== 'VILLA')) return kindName(t, unit.kind);
  return unit.bedrooms === 0 ? t('layout.studioShort') : t('layout.bedroomsShort', { count: unit.bedrooms });
}

/** "2 bed" in sentences and facts. */
export function layoutName(t: Translate, unit: Pick<BoardUnit, 'bedrooms' | 'kind'>): string {
  if (unit.bedrooms === null || (unit.kind !== 'APARTMENT' && unit.kind !== 'VILLA')) return kindName(t, unit.kind);
  return unit.bedrooms === 0 ? t('layout.studio') : t('layout.bedrooms', { count: unit.bedrooms });
}

const DAY_MS = 86_400_000;

/** Whole days since the status changed. */
export function daysInStatus(unit: Pick<BoardUnit, 'availability'>, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(unit.availability.changedAt)) / DAY_MS));
}
