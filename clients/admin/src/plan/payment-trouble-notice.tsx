import { Button } from '@offplan/kit/components/button.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import type { BillingFieldsFragment, PlanFieldsFragment } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useBillingPages } from './use-billing-pages.ts';

/** A payment that did not come: how much, until when the plan stays, and where it is paid or confirmed; another card pays it as well (BIL-41, BIL-44). */
export function PaymentTroubleNotice({ plan, billing }: { plan: PlanFieldsFragment; billing: BillingFieldsFragment }) {
  const t = useT();
  const formats = useFormats();
  const { openCheckout, isBusy } = useBillingPages();
  const isVerification = plan.paymentTrouble === 'NEEDS_VERIFICATION';
  const open = billing.invoices.find(({ status }) => status === 'OPEN');
  const url = billing.openInvoiceUrl ?? open?.url;
  return (
    <div className="o-trouble" role="status">
      <Icon name="warn" />
      <div className="o-grow">
        <b>
          {open
            ? t(isVerification ? 'plan.verifyAmount' : 'plan.failedAmount', { amount: formats.charge(open.total) })
            : t(isVerification ? 'plan.verify' : 'plan.failed')}
        </b>
        <p>
          {plan.isEnded
            ? t('plan.unpaidHint')
            : plan.graceEndsAt
              ? t('plan.graceUntil', { date: formats.date(plan.graceEndsAt) })
              : t('plan.graceTried')}
        </p>
        <div className="o-trouble-acts">
          {url && (
            <a className="o-btn" href={url} target="_blank" rel="noopener">
              {t(isVerification ? 'plan.verifyNow' : 'plan.payNow')}
              <Icon name="opens" isDirectional />
              <span className="o-sr">{t('plan.newWindow')}</span>
            </a>
          )}
          {billing.isAvailable && (
            <Button isBusy={isBusy} onClick={() => void openCheckout()}>
              {t('plan.newCard')}
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}
