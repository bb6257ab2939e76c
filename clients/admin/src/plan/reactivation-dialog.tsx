import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { useT } from '../i18n/catalogue.tsx';
import { useWorkspace } from '../shell/workspace.tsx';
import type { Tier } from './tier-column.tsx';
import { useBillingPages } from './use-billing-pages.ts';

interface ReactivationDialogProps {
  tier: Tier;
  currency: string;
  endedAt: string | null;
  onClose: () => void;
}

/** Says plainly what coming back costs before anybody pays: today's price, and no further trial (BIL-28). */
export function ReactivationDialog({ tier, currency, endedAt, onClose }: ReactivationDialogProps) {
  const t = useT();
  const formats = useFormats();
  const { projects } = useWorkspace();
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
      <ul className="o-will">
        {price && <li>{t('plan.reactivatePrice', { tier: tier.name, price: formats.charge(price) })}</li>}
        <li>{t('plan.reactivateNoTrial')}</li>
        <li>{t('plan.reactivateBack', { count: projects.length })}</li>
      </ul>
    </Dialog>
  );
}
