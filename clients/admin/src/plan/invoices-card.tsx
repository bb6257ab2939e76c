import { classNames } from '@offplan/kit/components/class-names.ts';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { Num } from '@offplan/kit/components/text.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import type { BillingFieldsFragment, InvoiceStatus, PlanFieldsFragment } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useBillingPages } from './use-billing-pages.ts';

const TONES: Record<InvoiceStatus, string> = { OPEN: 'o-warn', PAID: 'o-ok', VOID: '', UNCOLLECTIBLE: 'o-bad' };

/** The last invoices, each with its PDF; all of them are in the portal. */
export function InvoicesCard({ billing, plan }: { billing: BillingFieldsFragment; plan: PlanFieldsFragment }) {
  const t = useT();
  const formats = useFormats();
  const { openPortal, isBusy } = useBillingPages();
  const { invoices } = billing;
  return (
    <section className="o-card o-invoices" aria-label={t('plan.invoices')}>
      <header>
        <h2 className="o-grow">{t('plan.invoices')}</h2>
        {invoices.length > 0 && billing.isAvailable && (
          <button type="button" className="o-linklike o-small" disabled={isBusy} onClick={() => void openPortal()}>
            {t('plan.allInvoices')}
          </button>
        )}
      </header>
      {invoices.length === 0 ? (
        <p className="o-invoices-none o-muted">
          {plan.isTrial && plan.trialEndsAt && billing.isAvailable && !billing.cancelsAt
            ? t(billing.nextChargeAt ? 'plan.firstInvoiceOn' : 'plan.firstInvoiceIf', {
                date: formats.date(billing.nextChargeAt ?? plan.trialEndsAt),
              })
            : t('plan.noInvoices')}
        </p>
      ) : (
        <table className="o-tbl">
          <thead className="o-sr">
            <tr>
              <th>{t('plan.invoiceDate')}</th>
              <th>{t('plan.invoiceNumber')}</th>
              <th>{t('plan.invoiceStatus')}</th>
              <th>{t('plan.invoiceTotal')}</th>
              <th>{t('plan.invoicePdf')}</th>
            </tr>
          </thead>
          <tbody>
            {invoices.map(({ number, createdAt, status, total, url, pdfUrl }) => (
              <tr key={number ?? createdAt}>
                <td>{formats.date(createdAt)}</td>
                <td className="o-desk-cell o-muted">
                  <bdi>{number ?? '—'}</bdi>
                </td>
                <td>
                  {status === 'OPEN' && url ? (
                    <a className="o-badge o-warn" href={url} target="_blank" rel="noopener">
                      {t('plan.invoice.OPEN')}
                    </a>
                  ) : (
                    <span className={classNames('o-badge', TONES[status])}>{t(`plan.invoice.${status}`)}</span>
                  )}
                </td>
                <td className="o-r">
                  <Num>{formats.charge(total, true)}</Num>
                </td>
                <td className="o-r">
                  {pdfUrl && (
                    <a
                      className="o-ib"
                      href={pdfUrl}
                      aria-label={t('plan.pdfOf', { number: number ?? formats.date(createdAt) })}
                      title={t('plan.pdfOf', { number: number ?? formats.date(createdAt) })}
                    >
                      <Icon name="dl" />
                    </a>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
