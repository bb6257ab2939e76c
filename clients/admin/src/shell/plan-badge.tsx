import { Icon } from '@offplan/kit/components/icon.tsx';
import { Link } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { useWorkspace } from './workspace.tsx';

/** A Pro trial lasts 14 days (BIL-10); the bar shows what is left of them. */
const TRIAL_DAYS = 14;

/** How the viewer's Organisation is here: guest, Free Guest, or on trial with days left. Nothing for a paid plan. */
export function PlanBadge() {
  const t = useT();
  const { guest, plan, slug } = useWorkspace();
  if (guest) {
    return (
      <span className="o-fgbadge" title={t('workspaces.asGuestOf', { organisation: guest.organisation.name })}>
        <Icon name="star" />
        {t('guest.badge')}
      </span>
    );
  }
  if (plan?.isTrial) {
    const days = plan.trialDaysLeft ?? 0;
    return (
      <Link className="o-trial" to={`/w/${slug}/plan`}>
        {t('trial.badge', { days })}
        <span className="o-bar" aria-hidden="true">
          <i style={{ width: `${Math.min(100, (days / TRIAL_DAYS) * 100)}%` }} />
        </span>
      </Link>
    );
  }
  if (plan?.tier.slug === 'free_guest') {
    return (
      <Link className="o-fgbadge" to={`/w/${slug}/plan`}>
        <Icon name="star" />
        {plan.tier.name}
      </Link>
    );
  }
  return null;
}
