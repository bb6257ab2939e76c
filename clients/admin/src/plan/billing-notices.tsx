import { Icon } from '@offplan/kit/components/icon.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import type { BillingFieldsFragment } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useBillingPages } from './use-billing-pages.ts';

/** What is put right in the portal; the rest is of the card. */
const IN_PORTAL = {
  TAX_ID_INVALID: { hint: 'plan.noticeHint.TAX_ID', act: 'plan.correctTaxId' },
  ADDRESS_NEEDED: { hint: 'plan.noticeHint.ADDRESS', act: 'plan.giveAddress' },
} as const;

/** What the Owner has to put right before it costs the plan or a wrong invoice, each with its way out (BIL-41, BIL-43). */
export function BillingNotices({ billing }: { billing: BillingFieldsFragment }) {
  const t = useT();
  const formats = useFormats();
  const { openCheckout, openPortal, isBusy } = useBillingPages();
  const { card, nextChargeAt, notices } = billing;
  return notices.map((notice) => {
    const inPortal = notice in IN_PORTAL ? IN_PORTAL[notice as keyof typeof IN_PORTAL] : null;
    return (
      <div key={notice} className="o-trouble" role="status">
        <Icon name="warn" />
        <div className="o-grow">
          <b>{t(`plan.notice.${notice}`, { card: card ? `•••• ${card.last4}` : '' })}</b>
          <p>
            {inPortal
              ? t(inPortal.hint)
              : t('plan.noticeHint.CARD', { date: nextChargeAt ? formats.date(nextChargeAt) : '' })}
          </p>
          <button
            type="button"
            className="o-btn"
            disabled={isBusy}
            onClick={() => void (inPortal ? openPortal() : openCheckout())}
          >
            {t(inPortal?.act ?? 'plan.newCard')}
          </button>
        </div>
      </div>
    );
  });
}
