import type { UnitStatus } from '../generated/graphql.ts';
import type { MessageKey, Translate } from '../i18n/catalogue.tsx';

/** The status that a flip leads to. */
export type FlipTarget = UnitStatus;

const VERBS: Record<FlipTarget, MessageKey> = {
  AVAILABLE: 'flip.release',
  RESERVED: 'flip.reserve',
  SOLD: 'flip.sell',
};
const TITLES: Record<FlipTarget, MessageKey> = {
  AVAILABLE: 'flip.releaseUnit',
  RESERVED: 'flip.reserveUnit',
  SOLD: 'flip.sellUnit',
};
const NAMED: Record<FlipTarget, MessageKey> = {
  AVAILABLE: 'flip.release',
  RESERVED: 'flip.reserveFor',
  SOLD: 'flip.sellTo',
};
const CONFIRM: Record<FlipTarget, MessageKey> = {
  AVAILABLE: 'flip.confirmRelease',
  RESERVED: 'flip.confirmReserve',
  SOLD: 'flip.confirmSell',
};
const DONE: Record<FlipTarget, MessageKey> = {
  AVAILABLE: 'flip.doneRelease',
  RESERVED: 'flip.doneReserve',
  SOLD: 'flip.doneSell',
};
const CONFLICT: Record<FlipTarget, MessageKey> = {
  AVAILABLE: 'conflict.released',
  RESERVED: 'conflict.reserved',
  SOLD: 'conflict.sold',
};
const NOTICE: Record<FlipTarget, MessageKey> = {
  AVAILABLE: 'notice.released',
  RESERVED: 'notice.reserved',
  SOLD: 'notice.sold',
};

/** "Reserve". */
export const flipVerb = (t: Translate, to: FlipTarget): string => t(VERBS[to]);
/** "Reserve 12-03". */
export const flipTitle = (t: Translate, to: FlipTarget, number: string): string => t(TITLES[to], { number });
/** "Reserve for Irina" once the buyer is known, else the plain verb. */
export const flipSubmit = (t: Translate, to: FlipTarget, buyer: string): string =>
  buyer && to !== 'AVAILABLE' ? t(NAMED[to], { buyer }) : flipVerb(t, to);
export const confirmKey = (to: FlipTarget): MessageKey => CONFIRM[to];
export const doneKey = (to: FlipTarget): MessageKey => DONE[to];
/** The conflict's wording (UI-2). */
export const conflictKey = (status: FlipTarget): MessageKey => CONFLICT[status];
export const noticeKey = (status: FlipTarget): MessageKey => NOTICE[status];
