import { Button } from '@offplan/kit/components/button.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { useState } from 'react';
import type { BillingFieldsFragment, PlanFieldsFragment } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { ExcessList } from './excess-list.tsx';
import { choicesOf, hasExcess } from './plan-fit.ts';
import { StayDialog } from './stay-dialog.tsx';
import { usePlanFit } from './use-plan-fit.ts';

/** What the plan does not hold, or the coming one will not, and the choice of what stays (BIL-23). Nothing where all fits. */
export function StayCard({ plan, billing }: { plan: PlanFieldsFragment; billing: BillingFieldsFragment }) {
  const t = useT();
  const formats = useFormats();
  const { coming } = billing;
  const { fit, reload } = usePlanFit(coming?.tier.slug ?? null);
  const [isChoosing, setChoosing] = useState(false);
  const tier = coming?.tier.name ?? plan.tier.name;
  if (plan.isEnded || !hasExcess(fit)) return null;
  return (
    <section className="o-card o-stay-card" aria-label={t('stay.title')}>
      <header>
        <h2>{coming ? t('stay.coming', { date: formats.date(coming.at) }) : t('stay.now', { tier })}</h2>
        {choicesOf(fit).length > 0 && (
          <Button kind="primary" onClick={() => setChoosing(true)}>
            {t('stay.choose')}
          </Button>
        )}
      </header>
      <ExcessList tier={tier} fit={fit} isNow={!coming} />
      <p className="o-muted o-small">{t('stay.hint')}</p>
      {isChoosing && (
        <StayDialog tier={tier} kinds={choicesOf(fit)} onClose={() => setChoosing(false)} onChosen={reload} />
      )}
    </section>
  );
}
