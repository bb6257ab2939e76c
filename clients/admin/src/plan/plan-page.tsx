import { useQuery } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { classNames } from '@offplan/kit/components/class-names.ts';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { Skeleton, StateMessage } from '@offplan/kit/components/states.tsx';
import { Num } from '@offplan/kit/components/text.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import type { TiersQuery } from '../generated/graphql.ts';
import { isMessageKey, type MessageKey, useT } from '../i18n/catalogue.tsx';
import { publicClient } from '../session/session.tsx';
import { SignUpOptionsDocument } from '../session/session-documents.ts';
import { FaultMessage } from '../shell/fault.tsx';
import { useTitle } from '../shell/use-title.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { TiersDocument } from './plan-documents.ts';
import { trialDaysLeft } from './trial-days.ts';
import './plan.css';

type Tier = TiersQuery['tiers'][number];
type Features = NonNullable<NonNullable<TiersQuery['organisation']>['plan']>['features'];

const LIMITS: readonly { field: keyof Omit<Tier['limits'], '__typename'>; label: MessageKey }[] = [
  { field: 'projects', label: 'plan.projects' },
  { field: 'teamMembers', label: 'plan.teamMembers' },
  { field: 'unitsPerProject', label: 'plan.unitsPerProject' },
  { field: 'guestOrganisations', label: 'plan.guestOrganisations' },
];

function TierColumn(props: {
  tier: Tier;
  /** The caps in force, where this is the viewer's own: a trial's are tighter. */
  limits: Tier['limits'];
  features: Features;
  before: Tier | undefined;
  isCurrent: boolean;
  support: string;
  /** The caps that any of the columns has a number for. */
  shown: typeof LIMITS;
}) {
  const { tier, limits, features, before, isCurrent, support, shown } = props;
  const t = useT();
  const formats = useFormats();
  const own = features.filter(({ leastTier }) => leastTier === tier.slug);
  return (
    <section className={classNames('o-card o-tier', isCurrent && 'o-current')} aria-label={tier.name}>
      <h2>
        {tier.name}
        {isCurrent && <span className="o-badge o-gold">{t('plan.current')}</span>}
      </h2>
      <dl>
        {shown.map(({ field, label }) => (
          <div key={field}>
            <dt>{t(label)}</dt>
            <dd>
              <Num>{limits[field] === null ? t('plan.noLimit') : formats.number(limits[field] ?? 0)}</Num>
            </dd>
          </div>
        ))}
      </dl>
      <ul>
        {before && before.rank > 0 && <li className="o-all-of">{t('plan.allOf', { tier: before.name })}</li>}
        {own.map(({ feature }) => {
          const key = `plan.feature.${feature}`;
          return (
            <li key={feature}>
              <Icon name="check" />
              {isMessageKey(key) ? t(key) : feature}
            </li>
          );
        })}
      </ul>
      {!isCurrent && (
        <a className="o-btn" href={`mailto:${support}?${new URLSearchParams({ subject: `offplan ${tier.name}` })}`}>
          {t(tier.slug === 'tier_3_enterprise' ? 'plan.contactSales' : 'plan.ask', { tier: tier.name })}
        </a>
      )}
    </section>
  );
}

/** What the plan gives, and what the others would (UI-9, UI-15). No price stands here before billing can charge one. */
export function PlanPage() {
  const t = useT();
  const formats = useFormats();
  useTitle(t('nav.plan'));
  const { organisation, plan, guest, can } = useWorkspace();
  const { data, error, refetch } = useQuery(TiersDocument, { skip: Boolean(guest) });
  const options = useQuery(SignUpOptionsDocument, { client: publicClient });
  const support = options.data?.signUpOptions.supportEmail ?? '';
  const own = data?.organisation?.plan;
  const columns = data?.tiers.filter(({ rank }) => rank > 0);
  const shown = LIMITS.filter(
    ({ field }) => own?.limits[field] !== null || columns?.some(({ limits }) => limits[field] !== null),
  );
  const days = plan?.trialEndsAt ? trialDaysLeft(plan.trialEndsAt) : 0;
  return (
    <main className="o-work o-scrolls" id="work">
      <div className="o-whead">
        <h1>{t('nav.plan')}</h1>
        <span className="o-meta">{organisation.name}</span>
      </div>
      <div className="o-pad o-plan">
        {guest ? (
          <StateMessage icon="lock" title={t('plan.refused')}>
            {t('team.refusedHint')}
          </StateMessage>
        ) : error && !data ? (
          <FaultMessage code={faultCodeOf(error)} onRetry={() => void refetch()} />
        ) : !columns ? (
          <>
            <Skeleton width="100%" height="76px" />
            <div className="o-tiers">
              <Skeleton width="100%" height="340px" />
              <Skeleton width="100%" height="340px" />
              <Skeleton width="100%" height="340px" />
            </div>
          </>
        ) : (
          <>
            <section className="o-card o-plan-now" aria-label={t('plan.now')}>
              <span className="o-grow">
                <b>{plan ? (plan.isTrial ? t('plan.trial', { tier: plan.tier.name }) : plan.tier.name) : '—'}</b>
                <span className="o-muted o-block">
                  {plan?.isTrial && plan.trialEndsAt
                    ? `${t('plan.trialEnds', { days })} · ${formats.date(plan.trialEndsAt)}`
                    : plan?.tier.slug === 'free_guest'
                      ? t('plan.freeGuest')
                      : t('plan.paid')}
                </span>
              </span>
              {!can('change_billing') && (
                <span className="o-muted">
                  {t('plan.ownerDecides', { name: organisation.owner?.name ?? t('role.owner') })}
                </span>
              )}
            </section>
            <div className="o-tiers">
              {columns.map((tier) => (
                <TierColumn
                  key={tier.slug}
                  tier={tier}
                  limits={own && own.tier.slug === tier.slug ? own.limits : tier.limits}
                  features={own?.features ?? []}
                  before={data?.tiers.find(({ rank }) => rank === tier.rank - 1)}
                  isCurrent={own?.tier.slug === tier.slug}
                  support={support}
                  shown={shown}
                />
              ))}
            </div>
            <p className="o-muted">
              {t('plan.help')} <a href={`mailto:${support}`}>{support}</a>
            </p>
          </>
        )}
      </div>
    </main>
  );
}
