import { useQuery } from '@apollo/client/react';
import type { IconName } from '@offplan/kit/components/icon.tsx';
import { Banner } from '@offplan/kit/components/states.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { type ReactNode, useEffect } from 'react';
import { Link, useLocation } from 'react-router';
import type { BannersQuery } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { BillingDocument } from '../plan/plan-documents.ts';
import { useSecondLook } from '../plan/use-second-look.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { BannersDocument } from './banner-documents.ts';
import { trialTitle } from './trial-title.ts';

type Known = NonNullable<NonNullable<BannersQuery['organisation']>['banners']>[number];

const LOOKS: Record<Known['kind'], { tone: 'gold' | 'danger'; icon: IconName }> = {
  TRIAL_RUNNING: { tone: 'gold', icon: 'clock' },
  TRIAL_ENDED: { tone: 'gold', icon: 'clock' },
  PLAN_ENDED: { tone: 'gold', icon: 'clock' },
  FREEZES_SOON: { tone: 'gold', icon: 'snow' },
  FROZEN: { tone: 'gold', icon: 'snow' },
  PAYMENT_FAILED: { tone: 'danger', icon: 'warn' },
  CARD_NEEDS_VERIFICATION: { tone: 'danger', icon: 'warn' },
};

/** What of the plan is to be known on every page: the same as the mails say, also when none comes (GRO-1, GRO-11). */
export function PlanBanners() {
  const { guest, plan } = useWorkspace();
  const { data, refetch } = useQuery(BannersDocument, { skip: Boolean(guest), errorPolicy: 'all' });
  const version = plan?.version;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another plan, other banners.
  useEffect(() => {
    if (guest) return;
    const look = () => document.visibilityState === 'visible' && void refetch().catch(() => {});
    document.addEventListener('visibilitychange', look);
    if (data) look();
    return () => document.removeEventListener('visibilitychange', look);
  }, [guest, refetch, version]);
  useSecondLook(refetch, !guest);
  return data?.organisation?.banners?.map((banner) => <PlanBanner key={banner.kind} banner={banner} />);
}

function PlanBanner({ banner: { kind, at, daysLeft, canAct } }: { banner: Known }) {
  const t = useT();
  const formats = useFormats();
  const { slug } = useWorkspace();
  const { pathname } = useLocation();
  const isPlanPage = pathname === `/w/${slug}/plan`;
  // Plan & Billing says itself how the trial stands.
  const key =
    kind !== 'TRIAL_RUNNING'
      ? (`banner.${kind}` as const)
      : canAct && at && !isPlanPage
        ? trialTitle(daysLeft ?? 0)
        : null;
  if (!key) return null;
  const look = LOOKS[kind];
  const isPayment = kind === 'PAYMENT_FAILED' || kind === 'CARD_NEEDS_VERIFICATION';
  const until = isPayment && (at ? t('banner.until', { date: formats.date(at) }) : t('banner.tried'));
  return (
    <Banner
      tone={look.tone}
      icon={look.icon}
      action={
        canAct &&
        (isPayment ? (
          <PayLink isVerification={kind === 'CARD_NEEDS_VERIFICATION'} />
        ) : (
          !isPlanPage && (
            <Link className="o-btn o-gold o-sm" to={`/w/${slug}/plan`}>
              {t(kind === 'TRIAL_RUNNING' ? 'plan.addCard' : 'freeGuest.reactivate')}
            </Link>
          )
        ))
      }
    >
      {t(key, { days: daysLeft ?? 0, date: at ? formats.date(at) : '' })} {until}
    </Banner>
  );
}

/** To where the open invoice is paid, else to the plan, which says more. */
function PayLink({ isVerification }: { isVerification: boolean }): ReactNode {
  const t = useT();
  const { slug } = useWorkspace();
  const { data } = useQuery(BillingDocument, { errorPolicy: 'all' });
  const url = data?.organisation?.billing?.openInvoiceUrl;
  const label = t(isVerification ? 'plan.verifyNow' : 'plan.payNow');
  return url ? (
    <a className="o-btn o-sm" href={url} target="_blank" rel="noopener">
      {label}
      <span className="o-sr">{t('plan.newWindow')}</span>
    </a>
  ) : (
    <Link className="o-btn o-sm" to={`/w/${slug}/plan`}>
      {label}
    </Link>
  );
}
