import { Button } from '@offplan/kit/components/button.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import type { BillingFieldsFragment, PlanFieldsFragment } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useWithdraw } from './use-withdraw.ts';

/** The way to the bank, to which focus goes when the dialog closes that brought it. */
export const TO_BANK = 'to-bank';

interface AwaitedUpgradeNoticeProps {
  plan: PlanFieldsFragment;
  upgrade: NonNullable<BillingFieldsFragment['awaitedUpgrade']>;
}

/** An upgrade that waits for its payment: what the bank wants, that the old plan stays meanwhile, and the way back (BIL-20). */
export function AwaitedUpgradeNotice({ plan, upgrade }: AwaitedUpgradeNoticeProps) {
  const t = useT();
  const formats = useFormats();
  const { withdraw, isBusy } = useWithdraw();
  const { isRefused, url } = upgrade;
  const values = { tier: upgrade.tier.name, old: plan.tier.name, amount: formats.charge(upgrade.amount, true) };
  return (
    <div className={isRefused ? 'o-trouble' : 'o-trouble o-awaits'} role="status">
      <Icon name={isRefused ? 'warn' : 'clock'} />
      <div className="o-grow">
        <b>{t(isRefused ? 'plan.bankRefused' : 'plan.bankAsks', values)}</b>
        <p>{t(isRefused ? 'plan.bankRefusedHint' : 'plan.bankAsksHint', values)}</p>
        <div className="o-trouble-acts">
          <a id={TO_BANK} className="o-btn o-pri" href={url} target="_blank" rel="noopener">
            {t(isRefused ? 'plan.tryAgain' : 'plan.confirmAtBank')}
            <Icon name="opens" isDirectional />
            <span className="o-sr">{t('plan.newWindow')}</span>
          </a>
          <Button isBusy={isBusy} onClick={() => void withdraw()}>
            {t('plan.keep', { tier: plan.tier.name })}
          </Button>
        </div>
      </div>
    </div>
  );
}
