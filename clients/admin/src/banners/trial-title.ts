import type { MessageKey } from '../i18n/catalogue.tsx';

/**
 * What a trial without a card says in its last week, the same as the mails of these days (GRO-1, GRO-11); before that nothing, as the badge in
 * the context bar will do.
 */
export function trialTitle(daysLeft: number): MessageKey | null {
  if (daysLeft > 7) return null;
  if (daysLeft > 3) return 'banner.trialWeek';
  if (daysLeft > 1) return 'banner.trialSoon';
  return daysLeft === 1 ? 'banner.trialTomorrow' : 'banner.trialToday';
}
