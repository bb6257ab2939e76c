import { Num } from '@offplan/kit/components/text.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { useT } from '../i18n/catalogue.tsx';
import type { Preview } from './plan-change-dialog.tsx';

/** What is charged, line by line, and what the next regular invoice comes to (BIL-22). */
export function PreviewLines({ preview }: { preview: Preview }) {
  const t = useT();
  const formats = useFormats();
  const { dueToday, dueAtMost, lines, nextInvoice, nextInvoiceAt, takesEffectAt } = preview;
  const due = dueAtMost ?? dueToday;
  const isCharged = due.amountMinor > 0;
  const seen = new Map<string, number>();
  return (
    <table className="o-lines">
      <caption>
        {dueAtMost
          ? t('plan.chargedAtRelease', { amount: formats.charge(dueAtMost) })
          : isCharged
            ? t('plan.chargedToday', { amount: formats.charge(dueToday) })
            : takesEffectAt && t('plan.noCharge', { date: formats.date(takesEffectAt) })}
      </caption>
      <tbody>
        {lines.map(({ description, amount }) => {
          const nth = (seen.get(description) ?? 0) + 1;
          seen.set(description, nth);
          return (
            <tr key={`${description} ${nth}`}>
              <th scope="row">
                <span dir="auto">{description}</span>
              </th>
              <td>
                <Num>{formats.charge(amount, true)}</Num>
              </td>
            </tr>
          );
        })}
        {isCharged && (
          <tr className="o-total">
            <th scope="row">{t(dueAtMost ? 'plan.dueAtMost' : 'plan.dueToday')}</th>
            <td>
              <Num>{formats.charge(due, true)}</Num>
            </td>
          </tr>
        )}
        <tr className="o-total">
          <th scope="row">
            {dueAtMost ? t('plan.eachPeriod') : t('plan.nextInvoice', { date: formats.date(nextInvoiceAt) })}
          </th>
          <td>
            <Num>{formats.charge(nextInvoice, true)}</Num>
          </td>
        </tr>
      </tbody>
    </table>
  );
}
