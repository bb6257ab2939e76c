import { Button } from '@offplan/kit/components/button.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { type ReactNode, useEffect, useRef } from 'react';
import type { BillingFieldsFragment, PlanFieldsFragment } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useWorkspace } from '../shell/workspace.tsx';
import { AwaitedUpgradeNotice } from './awaited-upgrade-notice.tsx';
import { BillingNotices } from './billing-notices.tsx';
import { NotedChangeNotice } from './noted-change-notice.tsx';
import { PaymentTroubleNotice } from './payment-trouble-notice.tsx';
import { lacksCard, standingOf } from './plan-standing.ts';
import type { Usage } from './usage.ts';
import { UsageBars } from './usage-bars.tsx';
import { useBillingPages } from './use-billing-pages.ts';
import type { ChangeOutcome } from './use-payment-watch.ts';
import { useWithdraw } from './use-withdraw.ts';

interface CurrentPlanCardProps {
  plan: PlanFieldsFragment;
  /** Null for whoever does not pay, and while billing is away. */
  billing: BillingFieldsFragment | null;
  usage: Usage;
  /** How the change ended that was awaited on this page. */
  outcome: ChangeOutcome | undefined;
}

/** The plan in force: what it is, until when, what of it is used, and the one thing to do about it (UI-15). */
export function CurrentPlanCard({ plan, billing, usage, outcome }: CurrentPlanCardProps) {
  const t = useT();
  const { organisation, can } = useWorkspace();
  const { openPortal, isBusy } = useBillingPages();
  const standing = standingOf(plan, billing);
  const hasPortal = billing?.isAvailable && (billing.isSubscribed || billing.invoices.length > 0);
  return (
    <section className="o-card o-plan-now" aria-label={t('plan.now')}>
      <div className="o-plan-what">
        <span className="o-caps">{t('plan.now')}</span>
        <PlanTitle plan={plan} billing={billing} />
        <PlanLines plan={plan} billing={billing} />
        {(standing === 'pastDue' || standing === 'unpaid') && billing && (
          <PaymentTroubleNotice plan={plan} billing={billing} />
        )}
        {billing?.awaitedUpgrade && <AwaitedUpgradeNotice plan={plan} upgrade={billing.awaitedUpgrade} />}
        {billing?.noted && <NotedChangeNotice plan={plan} change={billing.noted} />}
        {outcome && <Outcome outcome={outcome} plan={plan} />}
        {billing && <BillingNotices billing={billing} />}
        {!can('change_billing') && (
          <p className="o-muted">{t('plan.ownerDecides', { name: organisation.owner?.name ?? t('role.owner') })}</p>
        )}
        {hasPortal && standing !== 'trial' && (
          <div className="o-plan-acts">
            <Button icon="card" isBusy={isBusy} onClick={() => void openPortal()}>
              {t('plan.portal')}
            </Button>
          </div>
        )}
      </div>
      {Object.keys(usage).length > 0 && (
        <div className="o-plan-usage">
          <UsageBars usage={usage} limits={plan.limits} isFreeGuest={plan.tier.slug === 'free_guest'} />
          <UsageNote plan={plan} usage={usage} />
        </div>
      )}
    </section>
  );
}

type Known = Pick<CurrentPlanCardProps, 'plan' | 'billing'>;

function PlanTitle({ plan, billing }: Known) {
  const t = useT();
  const formats = useFormats();
  const tier = plan.tier.name;
  // Of a plan that ended for want of a payment the price is known still; it is not that of what is left.
  const price = !plan.isTrial && !plan.isEnded && billing?.monthlyPrice;
  return (
    <h2 className="o-plan-title">
      {plan.isTrial
        ? t('plan.trial', { tier })
        : price
          ? t('plan.priced', { tier, price: formats.charge(price) })
          : tier}
    </h2>
  );
}

/** Until when the plan is what it is, and what comes then. */
function PlanLines({ plan, billing }: Known) {
  const t = useT();
  const formats = useFormats();
  const { openCheckout, isBusy } = useBillingPages();
  const { withdraw, isBusy: isWithdrawing } = useWithdraw();
  const standing = standingOf(plan, billing);
  const days = plan.trialDaysLeft ?? 0;
  const link = (label: string, act: () => Promise<unknown>, isWaiting: boolean) => (
    <button type="button" className="o-linklike" disabled={isWaiting} onClick={() => void act()}>
      {label}
    </button>
  );
  const coming = billing?.coming && (
    <p>
      {t('plan.coming', { tier: billing.coming.tier.name, date: formats.dayShort(billing.coming.at) })}
      {billing.coming.canBeWithdrawn && <> · {link(t('action.undo'), withdraw, isWithdrawing)}</>}
    </p>
  );
  const upgrade = (
    <p>
      <a className="o-linklike" href="#plans">
        {t('freeGuest.upgrade')}
      </a>
    </p>
  );
  const canAddCard = lacksCard(billing);
  const lines: Record<typeof standing, ReactNode> = {
    trial: (
      <>
        <p>
          {t('plan.trialEnds', { days })}
          {canAddCard && <> · {link(t('plan.addCardLink'), () => openCheckout(), isBusy)}</>}
        </p>
        {coming}
        {plan.trialEndsAt && (
          <p className="o-muted">
            {t(canAddCard ? (coming ? 'plan.comingWantsCard' : 'plan.cardKeepsTrial') : 'plan.trialUntil', {
              date: formats.date(plan.trialEndsAt),
            })}
          </p>
        )}
      </>
    ),
    continuing: (
      <>
        <p>
          {t('plan.trialEnds', { days })}
          {canAddCard && <> · {link(t('plan.addCardLink'), () => openCheckout(), isBusy)}</>}
        </p>
        {coming}
        <FirstCharge billing={billing} tier={plan.tier.name} />
      </>
    ),
    paid: billing?.renewsAt && <p>{t('plan.renews', { date: formats.date(billing.renewsAt) })}</p>,
    coming: (
      <>
        {coming}
        {billing?.nextCharge && (
          <p className="o-muted">
            {t('plan.comingHint', { old: plan.tier.name, amount: formats.charge(billing.nextCharge) })}
          </p>
        )}
      </>
    ),
    cancelling: billing?.cancelsAt && (
      <>
        <p>
          {t('plan.endsOn', { date: formats.date(billing.cancelsAt) })} ·{' '}
          {link(t('plan.keep', { tier: plan.tier.name }), withdraw, isWithdrawing)}
        </p>
        <p className="o-muted">{t('plan.endsHint')}</p>
      </>
    ),
    pastDue: null,
    unpaid: (
      <>
        {plan.endedAt && <p>{t('plan.endedOn', { date: formats.date(plan.endedAt) })}</p>}
        <p className="o-muted">{t(plan.isFrozen ? 'plan.endedFrozen' : 'plan.endedKept')}</p>
      </>
    ),
    freeGuest: (
      <>
        {upgrade}
        <p className="o-muted">{t('plan.freeGuest')}</p>
      </>
    ),
    ended: (
      <>
        {plan.endedAt && <p>{t('plan.endedOn', { date: formats.date(plan.endedAt) })}</p>}
        {upgrade}
        <p className="o-muted">{t(plan.isFrozen ? 'plan.endedFrozen' : 'plan.endedKept')}</p>
      </>
    ),
  };
  return <div className="o-plan-lines">{lines[standing]}</div>;
}

const OUTCOMES = {
  paid: 'plan.bankConfirmed',
  unpaid: 'plan.upgradeOver',
  planned: 'plan.scheduled',
  dropped: 'plan.notedOver',
} as const;

/** What became of a change that had waited for the bank, or for payments to answer. */
function Outcome({ outcome, plan }: { outcome: ChangeOutcome; plan: PlanFieldsFragment }) {
  const t = useT();
  const values = { tier: outcome.tier, old: plan.tier.name };
  const line = useRef<HTMLParagraphElement>(null);
  // The button that was pressed is gone with what it stood in.
  useEffect(() => {
    if (document.activeElement === document.body) line.current?.focus({ preventScroll: true });
  }, []);
  return (
    <p
      ref={line}
      tabIndex={-1}
      className={outcome.end === 'paid' || outcome.end === 'planned' ? 'o-form-done' : 'o-plan-over'}
      role="status"
    >
      {t(OUTCOMES[outcome.end], values)}
    </p>
  );
}

/** A card is set in the trial: what happens next is said with its amount and its day (BIL-12). */
function FirstCharge({ billing, tier }: { billing: BillingFieldsFragment | null; tier: string }) {
  const t = useT();
  const formats = useFormats();
  if (!billing?.nextCharge || !billing.nextChargeAt) return null;
  const values = { amount: formats.charge(billing.nextCharge), date: formats.date(billing.nextChargeAt) };
  return (
    <p className="o-form-done">
      {billing.coming ? t('plan.firstCharge', values) : t('plan.nowOn', { ...values, tier })}
    </p>
  );
}

/** What the caps mean where one of them is reached. */
function UsageNote({ plan, usage }: { plan: PlanFieldsFragment; usage: Usage }) {
  const t = useT();
  const { projects, teamMembers } = plan.limits;
  const isFull = (used: number | undefined, limit: number | null | undefined): limit is number =>
    used !== undefined && limit != null && used >= limit;
  const notes = plan.isTrial
    ? [
        isFull(usage.teamMembers, teamMembers) && t('upgrade.trialSeats', { limit: teamMembers }),
        isFull(usage.projects, projects) && t('upgrade.trialProjects', { limit: projects }),
      ].filter(Boolean)
    : [];
  if (plan.tier.slug === 'free_guest') return null;
  return (
    <div className="o-usage-notes o-muted o-small">
      {notes.length > 0 ? notes.map((note) => <p key={String(note)}>{note}</p>) : <p>{t('plan.guestsNoSeat')}</p>}
    </div>
  );
}
