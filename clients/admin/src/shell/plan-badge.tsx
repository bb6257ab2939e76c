import { Icon } from '@offplan/kit/components/icon.tsx';
import { useT } from '../i18n/catalogue.tsx';
import { trialDaysLeft } from '../plan/trial-days.ts';
import { useWorkspace } from './workspace.tsx';

/** A Pro trial lasts 14 days (BIL-2); the bar shows what is left of them. */
const TRIAL_DAYS = 14;

/** How the viewer's Organisation is here: guest, Free Guest, or on trial with days left. Nothing for a paid plan. */
export function PlanBadge() {
  const t = useT();
  const { guest, plan } = useWorkspace();
  if (guest) {
    return (
      <span className="o-fgbadge" title={t('workspaces.asGuestOf', { organisation: guest.organisation.name })}>
        <Icon name="star" />
        {t('guest.badge')}
      </span>
    );
  }
  if (plan?.isTrial && plan.trialEndsAt) {
    const days = trialDaysLeft(plan.trialEndsAt);
    return (
      <span className="o-trial">
        {t('trial.badge', { days })}
        <span className="o-bar" aria-hidden="true">
          <i style={{ width: `${Math.min(100, (days / TRIAL_DAYS) * 100)}%` }} />
        </span>
      </span>
    );
  }
  if (plan?.tier.slug === 'free_guest') {
    return (
      <span className="o-fgbadge">
        <Icon name="star" />
        {plan.tier.name}
      </span>
    );
  }
  return null;
}
