import { Num } from '@offplan/kit/components/text.tsx';
import { useT } from '../i18n/catalogue.tsx';
import { sharesOf } from './payment-shares.ts';

/** A payment plan as it was written, with a bar where it is shares of the price. */
export function PaymentPlan({ plan }: { plan: string }) {
  const t = useT();
  const shares = sharesOf(plan);
  return (
    <section className="o-pay">
      <h3>
        {t('unit.paymentPlan')} <Num className="o-muted">{shares ? shares.join(' / ') : plan}</Num>
      </h3>
      {shares && (
        <div className="o-bar" aria-hidden="true">
          {shares.map((share, index) => (
            // shares have no identity but their order.
            <i key={index} style={{ flex: share, opacity: 1 - index * (0.8 / shares.length) }} />
          ))}
        </div>
      )}
    </section>
  );
}
