import { classNames } from '@offplan/kit/components/class-names.ts';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { Num } from '@offplan/kit/components/text.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import type { ReactNode } from 'react';
import type { PlanFieldsFragment, TiersQuery } from '../generated/graphql.ts';
import { isMessageKey, useT } from '../i18n/catalogue.tsx';
import { CAPS, type Cap } from './usage.ts';

export type Tier = TiersQuery['tiers'][number];

/** What is agreed upon case by case says nothing as something that a lower tier lacks. */
const AGREED = new Set(['sla', 'individual_limits']);

interface TierColumnProps {
  tier: Tier;
  before: Tier | undefined;
  plan: PlanFieldsFragment;
  isCurrent: boolean;
  /** In what it is charged; undefined for whoever does not pay: no price stands then. */
  currency: string | undefined;
  /** The caps that any of the tiers has a number for. */
  caps: readonly Cap[];
  action: ReactNode;
}

/** A tier beside the others: its price, the one act, and what it has and lacks (UI-15). */
export function TierColumn(props: TierColumnProps) {
  const { tier, before, plan, isCurrent, currency, caps, action } = props;
  const t = useT();
  const rankOf = (feature: PlanFieldsFragment['features'][number]) => Number(/\d/u.exec(feature.leastTier)?.[0] ?? 0);
  const own = plan.features.filter(({ leastTier }) => leastTier === tier.slug);
  const lacking = plan.features.filter((one) => rankOf(one) > tier.rank && !AGREED.has(one.feature));
  const name = (feature: string) => {
    const key = `plan.feature.${feature}`;
    return isMessageKey(key) ? t(key) : feature;
  };
  return (
    <section className={classNames('o-tier', isCurrent && 'o-current')} aria-label={tier.name}>
      <h3>
        {tier.name}
        {isCurrent && <span className="o-badge o-gold">{t(plan.isTrial ? 'plan.yourTrial' : 'plan.current')}</span>}
      </h3>
      {currency && <TierPrice tier={tier} currency={currency} />}
      {action && <div className="o-tier-act">{action}</div>}
      <ul>
        {caps.map((cap) => (
          <li key={cap}>
            <Icon name="check" />
            {tier.isByContact && tier.limits[cap] === null
              ? t(`plan.agreed.${cap}`)
              : tier.limits[cap] === null
                ? t(`plan.unlimited.${cap}`)
                : t(`plan.limit.${cap}`, { count: tier.limits[cap] ?? 0 })}
          </li>
        ))}
        {before && before.rank > 0 && (
          <li>
            <Icon name="check" />
            {t('plan.allOf', { tier: before.name })}
          </li>
        )}
        {own.map(({ feature }) => (
          <li key={feature}>
            <Icon name="check" />
            {name(feature)}
          </li>
        ))}
        {lacking.map(({ feature }) => (
          <li key={feature} className="o-lacking">
            <Icon name="lock" />
            <span>
              <span className="o-sr">{t('plan.notIncluded')} </span>
              {name(feature)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A month's price; of what is agreed upon none, and never "TBD" (UI-15). */
function TierPrice({ tier, currency }: { tier: Tier; currency: string }) {
  const t = useT();
  const formats = useFormats();
  const price = tier.prices.find((one) => one.currency === currency);
  if (tier.isByContact) return <p className="o-tier-price">{t('plan.individual')}</p>;
  if (!price) return <p className="o-tier-price o-tbd">{t('plan.priceOpen')}</p>;
  return (
    <p className="o-tier-price">
      <Num>{formats.charge(price)}</Num> <small>{t('plan.perMonth')}</small>
    </p>
  );
}

/** The caps that at least one tier has a number for: a row of "not limited" alone says nothing. */
export const cappedIn = (tiers: readonly Tier[]): readonly Cap[] =>
  CAPS.filter((cap) => tiers.some(({ limits }) => limits[cap] !== null));
