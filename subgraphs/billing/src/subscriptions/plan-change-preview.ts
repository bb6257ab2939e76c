import { encodeId } from '@offplan/kernel/ids';
import type { Pricing } from '../plans/pricing.ts';
import { tierView } from '../plans/tier-view.ts';
import type { PlanChange } from './plan-change.ts';
import { PreviewPlanChangeSuccess } from './plan-change-view.ts';

const DAY = 86_400_000;

/** A change of plan as the person looks at it before it is confirmed. */
export function previewOf(pricing: Pricing, change: PlanChange): PreviewPlanChangeSuccess {
  const money = (amountMinor: number) => ({ amountMinor, currency: change.currency.toUpperCase() });
  const { takesEffectAt, dueAtMost } = change;
  return Object.assign(new PreviewPlanChangeSuccess(), {
    id: encodeId('planchange', change.id),
    kind: change.kind,
    from: tierView(pricing.tierOf(change.fromTier)),
    to: tierView(pricing.tierOf(change.toTier)),
    takesEffectAt,
    takesEffectInDays:
      takesEffectAt && Math.max(0, Math.ceil((takesEffectAt.getTime() - change.createdAt.getTime()) / DAY)),
    dueToday: money(change.dueToday),
    dueAtMost: dueAtMost === null ? null : money(dueAtMost),
    nextInvoice: money(change.nextInvoice),
    nextInvoiceAt: change.nextInvoiceAt,
    lines: change.lines.map(({ description, amount }) => ({ description, amount: money(amount) })),
  });
}
