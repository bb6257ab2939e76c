import { Button } from '@offplan/kit/components/button.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import type { BillingFieldsFragment, PlanFieldsFragment } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useWorkspace } from '../shell/workspace.tsx';
import { useWithdraw } from './use-withdraw.ts';

/** What is said of a noted change, to which focus goes when the dialog closes in which it was noted. */
export const NOTED_CHANGE = 'noted-change';

interface NotedChangeNoticeProps {
  plan: PlanFieldsFragment;
  change: NonNullable<BillingFieldsFragment['noted']>;
}

/**
 * A change that is confirmed and waits for payments to answer (BIL-35), or for a disputed payment to be settled (BIL-46): that it comes, that
 * the old plan stays meanwhile, and the way back.
 */
export function NotedChangeNotice({ plan, change: { tier, canBeWithdrawn, dueAtMost } }: NotedChangeNoticeProps) {
  const t = useT();
  const formats = useFormats();
  const { organisation } = useWorkspace();
  const { withdraw, isBusy } = useWithdraw();
  const values = { tier: tier.name, old: plan.tier.name };
  const waits = organisation.status === 'SUSPENDED' ? 'plan.notedForRelease' : 'plan.notedReleased';
  const hint = dueAtMost ? t(waits, { ...values, amount: formats.charge(dueAtMost) }) : t('plan.notedHint', values);
  return (
    <div id={NOTED_CHANGE} className="o-trouble o-awaits" role="status" tabIndex={-1}>
      <Icon name="clock" />
      <div className="o-grow">
        <b>{t('plan.notedTitle', values)}</b>
        <p>{canBeWithdrawn ? hint : t('plan.notedBegun', values)}</p>
        {canBeWithdrawn && (
          <Button isBusy={isBusy} onClick={() => void withdraw()}>
            {t('plan.keep', { tier: plan.tier.name })}
          </Button>
        )}
      </div>
    </div>
  );
}
