import { useQuery } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { Skeleton, StateMessage } from '@offplan/kit/components/states.tsx';
import { useT } from '../i18n/catalogue.tsx';
import { publicClient } from '../session/session.tsx';
import { SignUpOptionsDocument } from '../session/session-documents.ts';
import { FaultMessage } from '../shell/fault.tsx';
import { useTitle } from '../shell/use-title.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { CurrentPlanCard } from './current-plan-card.tsx';
import { InvoiceReferenceForm } from './invoice-reference-form.tsx';
import { InvoicesCard } from './invoices-card.tsx';
import { BillingDocument, TiersDocument } from './plan-documents.ts';
import { StayCard } from './stay-card.tsx';
import { TierComparison } from './tier-comparison.tsx';
import { useBillingReturn } from './use-billing-return.ts';
import { usePaymentWatch } from './use-payment-watch.ts';
import { useUsage } from './use-usage.ts';
import './plan.css';

function PlanSkeleton() {
  return (
    <div className="o-plan" aria-busy="true">
      <Skeleton width="100%" height="168px" />
      <Skeleton width="100%" height="336px" />
      <Skeleton width="100%" height="164px" />
    </div>
  );
}

/** What the workspace's plan gives, costs, and what the others would (UI-9, UI-15). */
function Plan() {
  const t = useT();
  const { plan, can, reload } = useWorkspace();
  const mayPay = can('change_billing');
  const returning = useBillingReturn();
  const usage = useUsage();
  const { data, error, refetch } = useQuery(TiersDocument);
  const paid = useQuery(BillingDocument, { skip: !mayPay, errorPolicy: 'all' });
  const options = useQuery(SignUpOptionsDocument, { client: publicClient });
  const support = options.data?.signUpOptions.supportEmail ?? '';
  const billing = paid.data?.organisation?.billing ?? null;
  const outcome = usePaymentWatch({ plan, billing, look: paid.refetch });
  const fault = error ?? (plan ? undefined : paid.error);
  if ((error && !data) || !plan)
    return (
      <FaultMessage
        code={fault ? faultCodeOf(fault) : 'SERVICE_UNAVAILABLE'}
        onRetry={() => {
          void refetch();
          void reload();
        }}
      />
    );
  if (!data || (mayPay && paid.loading && !paid.data)) return <PlanSkeleton />;
  return (
    <div className="o-plan">
      {returning && (
        <p className="o-plan-waiting" role="status">
          <Icon name={returning === 'cancelled' ? 'undo' : 'clock'} />
          <span>{t(`plan.return.${returning}`)}</span>
        </p>
      )}
      <CurrentPlanCard plan={plan} billing={billing} usage={usage} outcome={outcome} />
      {billing && <StayCard plan={plan} billing={billing} />}
      {mayPay && !billing && (
        <section className="o-card">
          <FaultMessage
            code={paid.error ? faultCodeOf(paid.error) : 'SERVICE_UNAVAILABLE'}
            title={t('plan.billingAway')}
            isCompact
            onRetry={() => void paid.refetch()}
          />
        </section>
      )}
      <TierComparison tiers={data.tiers} plan={plan} billing={billing} support={support} onAwaited={paid.refetch} />
      <div className="o-plan-foot">
        <section className="o-card o-plan-side">
          {billing && <InvoiceReferenceForm known={billing.invoiceReference} />}
          <p className="o-muted o-small">
            {t('plan.help')}{' '}
            <a className="o-linklike" href={`mailto:${support}`}>
              {support}
            </a>
          </p>
        </section>
        {billing && <InvoicesCard billing={billing} plan={plan} />}
      </div>
    </div>
  );
}

/** Plan & Billing; not open to guests, who are under their own Organisation's plan. */
export function PlanPage() {
  const t = useT();
  useTitle(t('nav.plan'));
  const { organisation, guest } = useWorkspace();
  return (
    <main className="o-work o-scrolls" id="work">
      <div className="o-whead">
        <h1>{t('nav.plan')}</h1>
        <span className="o-meta">{organisation.name}</span>
      </div>
      <div className="o-pad">
        {guest ? (
          <StateMessage icon="lock" title={t('plan.refused')}>
            {t('team.refusedHint')}
          </StateMessage>
        ) : (
          <Plan />
        )}
      </div>
    </main>
  );
}
