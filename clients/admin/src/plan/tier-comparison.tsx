import { Button } from '@offplan/kit/components/button.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { useState } from 'react';
import type { BillingFieldsFragment, PlanFieldsFragment } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { PlanChangeDialog } from './plan-change-dialog.tsx';
import { lacksCard, standingOf } from './plan-standing.ts';
import { ReactivationDialog } from './reactivation-dialog.tsx';
import { tierActionOf } from './tier-action.ts';
import { cappedIn, type Tier, TierColumn } from './tier-column.tsx';
import { useBillingPages } from './use-billing-pages.ts';
import { useWithdraw } from './use-withdraw.ts';

interface TierComparisonProps {
  tiers: readonly Tier[];
  plan: PlanFieldsFragment;
  /** Null for whoever does not pay: the columns have no prices and no acts then. */
  billing: BillingFieldsFragment | null;
  support: string;
  onAwaited: () => Promise<unknown>;
}

/** The three tiers side by side, and the way from one to another (UI-9, UI-15). */
export function TierComparison({ tiers, plan, billing, support, onAwaited }: TierComparisonProps) {
  const t = useT();
  const [previewed, setPreviewed] = useState<Tier>();
  const [reactivated, setReactivated] = useState<Tier>();
  const columns = tiers.filter(({ rank }) => rank > 0);
  const caps = cappedIn(columns);
  return (
    <section className="o-card o-tiers" id="plans" aria-label={t('plan.compare')}>
      {columns.map((tier) => (
        <TierColumn
          key={tier.slug}
          tier={tier}
          before={tiers.find(({ rank }) => rank === tier.rank - 1)}
          plan={plan}
          isCurrent={plan.tier.slug === tier.slug}
          currency={billing?.currency}
          caps={caps}
          action={
            billing && (
              <TierButton
                tier={tier}
                plan={plan}
                billing={billing}
                support={support}
                onPreview={() => setPreviewed(tier)}
                onReactivate={() => setReactivated(tier)}
              />
            )
          }
        />
      ))}
      {previewed && (
        <PlanChangeDialog
          to={previewed}
          plan={plan}
          wantsCard={plan.isTrial && lacksCard(billing)}
          onAwaited={onAwaited}
          onClose={() => setPreviewed(undefined)}
        />
      )}
      {reactivated && billing && (
        <ReactivationDialog
          tier={reactivated}
          currency={billing.currency}
          endedAt={plan.endedAt}
          onClose={() => setReactivated(undefined)}
        />
      )}
    </section>
  );
}

interface TierButtonProps {
  tier: Tier;
  plan: PlanFieldsFragment;
  billing: BillingFieldsFragment;
  support: string;
  onPreview: () => void;
  onReactivate: () => void;
}

function TierButton({ tier, plan, billing, support, onPreview, onReactivate }: TierButtonProps) {
  const t = useT();
  const formats = useFormats();
  const pages = useBillingPages();
  const { withdraw, isBusy } = useWithdraw();
  const values = { tier: tier.name };
  const mail = (label: string) => (
    <a className="o-btn" href={`mailto:${support}?${new URLSearchParams({ subject: `offplan ${tier.name}` })}`}>
      <Icon name="mail" />
      {label}
    </a>
  );
  const action = tierActionOf(tier, plan.tier, standingOf(plan, billing), billing);
  switch (action) {
    case 'current':
      return <Button disabled>{t(plan.isTrial ? 'plan.yourTrial' : 'plan.current')}</Button>;
    case 'coming':
      return <Button disabled>{t('plan.comesOn', { date: formats.dayShort(billing.coming!.at) })}</Button>;
    case 'payFirst':
      return <Button disabled>{t('plan.payFirst')}</Button>;
    case 'keepFirst':
      return <Button disabled>{t('plan.keepFirst')}</Button>;
    case 'awaited':
      return <Button disabled>{t('plan.awaited')}</Button>;
    case 'noted':
      return <Button disabled>{t('plan.notedShort')}</Button>;
    case 'contact':
      return mail(t('plan.contactSales'));
    case 'ask':
      return mail(t('plan.ask', values));
    case 'addCard':
      return (
        <Button kind="primary" isBusy={pages.isBusy} onClick={() => void pages.openCheckout()}>
          {t('plan.addCard')}
        </Button>
      );
    case 'keep':
      return (
        <Button kind="primary" isBusy={isBusy} onClick={() => void withdraw()}>
          {t('plan.keep', values)}
        </Button>
      );
    case 'buy':
      return (
        <Button
          kind={tier.rank === 2 ? 'primary' : 'default'}
          isBusy={pages.isBusy}
          onClick={() => void pages.openCheckout(tier.slug)}
        >
          {t('plan.upgradeTo', values)}
        </Button>
      );
    case 'reactivate':
      return (
        <Button kind={tier.rank === 2 ? 'primary' : 'default'} onClick={onReactivate}>
          {t('plan.reactivateWith', values)}
        </Button>
      );
    case 'choose':
      return <Button onClick={onPreview}>{t('plan.choose', values)}</Button>;
    case 'upgrade':
      return (
        <Button kind="primary" onClick={onPreview}>
          {t('plan.upgradeTo', values)}
        </Button>
      );
    case 'switch':
      return <Button onClick={onPreview}>{t('plan.switchTo', values)}</Button>;
  }
}
