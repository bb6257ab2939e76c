import { Button } from '@offplan/kit/components/button.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import type { BillingFieldsFragment, PlanFieldsFragment } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useWithdraw } from './use-withdraw.ts';

/** What is said of a noted change, to which focus goes when the dialog closes in which it was noted. */
export const NOTED_CHANGE = 'noted-change';

interface NotedChangeNoticeProps {
  plan: PlanFieldsFragment;
  change: NonNullable<BillingFieldsFragment['noted']>;
}

/** A change that is confirmed and waits for payments to answer: that it comes, that the old plan stays meanwhile, and the way back (BIL-35). */
export function NotedChangeNotice({ plan, change: { tier, canBeWithdrawn } }: NotedChangeNoticeProps) {
  const t = useT();
  const { withdraw, isBusy } = useWithdraw();
  const values = { tier: tier.name, old: plan.tier.name };
  return (
    <div id={NOTED_CHANGE} className="o-trouble o-awaits" role="status" tabIndex={-1}>
      <Icon name="clock" />
      <div className="o-grow">
        <b>{t('plan.notedTitle', values)}</b>
        <p>{t(canBeWithdrawn ? 'plan.notedHint' : 'plan.notedBegun', values)}</p>
        {canBeWithdrawn && (
          <Button isBusy={isBusy} onClick={() => void withdraw()}>
            {t('plan.keep', { tier: plan.tier.name })}
          </Button>
        )}
      </div>
    </div>
  );
}
