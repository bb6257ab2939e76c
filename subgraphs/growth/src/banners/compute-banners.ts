import type { Entitlements } from '@offplan/kernel/entitlements/entitlements';
import { localDaysBetween } from '@offplan/kernel/local-days';
import { DAY, FREEZE_DAYS, FREEZE_WARNING_DAYS } from '../timeline/steps.ts';
import { Banner, BannerKind } from './banner.ts';

/**
 * The banners of an Organisation at a moment, the most pressing first (GRO-1, GRO-11): they say what the mails say, also when no mail can
 * be sent. Of the journey from trial to freeze there is one at most. Days are those of the calendar where the Organisation is, as in the mails.
 * `mayPay`: whether the viewer decides about the plan.
 */
export function computeBanners(
  entitlements: Entitlements,
  { now, timeZone, mayPay }: { now: Date; timeZone: string; mayPay: boolean },
): Banner[] {
  const banners: Banner[] = [];
  const add = (kind: BannerKind, at: Date | null, canAct: boolean) =>
    banners.push(
      Object.assign(new Banner(), {
        kind,
        at,
        daysLeft: at && at > now ? localDaysBetween(now, at, timeZone) : null,
        canAct,
      }),
    );
  const { status, isTrial, paymentTrouble } = entitlements;
  if (status === 'active' && paymentTrouble) {
    const kind = paymentTrouble === 'failed' ? BannerKind.PAYMENT_FAILED : BannerKind.CARD_NEEDS_VERIFICATION;
    add(kind, dateOf(entitlements.graceEndsAt), mayPay);
  }
  if (status === 'active' && isTrial)
    add(BannerKind.TRIAL_RUNNING, dateOf(entitlements.trialEndsAt), mayPay && !entitlements.isContinuing);
  if (status === 'ended') add(...afterTheEnd(entitlements, now, timeZone), mayPay);
  return banners;
}

function afterTheEnd(
  { endedAt, trialEndsAt, endedPlan, isFrozen }: Entitlements,
  now: Date,
  timeZone: string,
): [BannerKind, Date | null] {
  const at = dateOf(endedAt ?? trialEndsAt);
  const freezesAt = at && new Date(at.getTime() + FREEZE_DAYS * DAY);
  if (isFrozen || (freezesAt && freezesAt <= now)) return [BannerKind.FROZEN, freezesAt];
  if (freezesAt && localDaysBetween(now, freezesAt, timeZone) <= FREEZE_WARNING_DAYS)
    return [BannerKind.FREEZES_SOON, freezesAt];
  return [endedPlan === 'paid' ? BannerKind.PLAN_ENDED : BannerKind.TRIAL_ENDED, at];
}

const dateOf = (iso: string | null) => (iso === null ? null : new Date(iso));
