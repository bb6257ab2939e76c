import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { useT } from '../i18n/catalogue.tsx';
import { ExcessSection } from './excess-list.tsx';
import { hasExcess } from './plan-fit.ts';
import type { Tier } from './tier-column.tsx';
import { useBillingPages } from './use-billing-pages.ts';
import { usePlanFit } from './use-plan-fit.ts';

interface ReactivationDialogProps {
  tier: Tier;
  currency: string;
  endedAt: string | null;
  onClose: () => void;
}

/** Says plainly what coming back costs before anybody pays: today's price, no further trial (BIL-28), and what stays read-only (BIL-23). */
export function ReactivationDialog({ tier, currency, endedAt, onClose }: ReactivationDialogProps) {
  const t = useT();
  const formats = useFormats();
  const { fit } = usePlanFit(tier.slug);
  const { openCheckout, isBusy } = useBillingPages();
  const price = tier.prices.find((one) => one.currency === currency);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      keeps="nothing"
      width={480}
      title={t('plan.reactivateWith', { tier: tier.name })}
      lead={endedAt && t('plan.endedOn', { date: formats.date(endedAt) })}
      footer={
        <>
          <span className="o-grow" />
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button kind="primary" data-autofocus isBusy={isBusy} onClick={() => void openCheckout(tier.slug)}>
            {t('plan.toPayment')}
          </Button>
        </>
      }
    >
      <div className="o-stack">
        <ul className="o-will">
          {price && <li>{t('plan.reactivatePrice', { tier: tier.name, price: formats.charge(price) })}</li>}
          <li>{t('plan.reactivateNoTrial')}</li>
          {fit.projectsStaying !== null && <li>{t('plan.reactivateBack', { count: fit.projectsStaying })}</li>}
        </ul>
        {hasExcess(fit) && <ExcessSection tier={tier.name} fit={fit} isNow />}
      </div>
    </Dialog>
  );
}
