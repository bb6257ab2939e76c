import { AccessWhilePaused } from '@offplan/kernel/graphql/access';
import { Tagged } from '@offplan/kernel/graphql/directives';
import { decodeId } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { openBillingPortal } from '../checkout/open-billing-portal.ts';
import { openCheckout } from '../checkout/open-checkout.ts';
import { refreshBilling } from '../checkout/refresh-billing.ts';
import { Organisation } from '../plans/organisation.ts';
import { Billing } from './billing.ts';
import {
  ChangePlanInput,
  OpenCheckoutInput,
  PreviewPlanChangeInput,
  RefreshBillingInput,
  SetInvoiceReferenceInput,
} from './billing-inputs.ts';
import {
  type BillingPageOutcome,
  BillingPageResult,
  type ChangePlanOutcome,
  ChangePlanResult,
  type PreviewPlanChangeOutcome,
  PreviewPlanChangeResult,
  type RefreshBillingOutcome,
  RefreshBillingResult,
  type SetInvoiceReferenceOutcome,
  SetInvoiceReferenceResult,
} from './billing-results.ts';
import { billingView } from './billing-view.ts';
import { changePlan } from './change-plan.ts';
import { previewPlanChange } from './preview-plan-change.ts';
import { setInvoiceReference } from './set-invoice-reference.ts';
import { withdrawPlanChange } from './withdraw-plan-change.ts';

@Resolver(() => Organisation)
export class BillingResolver {
  @Tagged('integrator')
  @FieldResolver(() => Billing, {
    nullable: true,
    description:
      'What the Organisation pays; null for whoever does not decide about it, and while billing does not answer.',
  })
  async billing(@Root() organisation: Organisation, @Ctx() context: RequestContext): Promise<Billing | null> {
    const isOwn = context.passport.organisation?.id === decodeId('org', organisation.id);
    return isOwn && context.may('change_billing') ? billingView(context) : null;
  }

  @AccessWhilePaused('workspace', 'change_billing')
  @Mutation(() => PreviewPlanChangeResult, {
    description: 'Says what another plan would cost and when it would come; changes nothing.',
  })
  previewPlanChange(
    @Ctx() context: RequestContext,
    @Arg('input', () => PreviewPlanChangeInput, { description: 'The plan.' }) input: PreviewPlanChangeInput,
  ): Promise<PreviewPlanChangeOutcome> {
    return previewPlanChange(context, input.tier);
  }

  @AccessWhilePaused('workspace', 'change_billing')
  @Mutation(() => ChangePlanResult, {
    description: 'Changes the plan as its preview said; repeating it changes nothing more.',
  })
  changePlan(
    @Ctx() context: RequestContext,
    @Arg('input', () => ChangePlanInput, { description: 'The preview.' }) input: ChangePlanInput,
  ): Promise<ChangePlanOutcome> {
    return changePlan(context, input.previewId);
  }

  @AccessWhilePaused('workspace', 'change_billing')
  @Mutation(() => ChangePlanResult, {
    description: 'Withdraws a change of plan that waits for its day, or a cancellation at the end of the period.',
  })
  withdrawPlanChange(@Ctx() context: RequestContext): Promise<ChangePlanOutcome> {
    return withdrawPlanChange(context);
  }

  @AccessWhilePaused('workspace', 'change_billing')
  @Mutation(() => BillingPageResult, {
    description: 'Opens the page on which a plan is bought or a card is set (BIL-24).',
  })
  openCheckout(
    @Ctx() context: RequestContext,
    @Arg('input', () => OpenCheckoutInput, { description: 'What is bought.' }) input: OpenCheckoutInput,
  ): Promise<BillingPageOutcome> {
    return openCheckout(context, input.tier ?? null);
  }

  @AccessWhilePaused('workspace', 'change_billing')
  @Mutation(() => BillingPageResult, { description: 'Opens the page for cards, invoices and cancelling (BIL-25).' })
  openBillingPortal(@Ctx() context: RequestContext): Promise<BillingPageOutcome> {
    return openBillingPortal(context);
  }

  @AccessWhilePaused('workspace', 'change_billing')
  @Mutation(() => RefreshBillingResult, {
    description: 'Asks the payment provider anew, on the return from one of its pages.',
  })
  refreshBilling(
    @Ctx() context: RequestContext,
    @Arg('input', () => RefreshBillingInput, { description: 'Where the browser returns from.' })
    input: RefreshBillingInput,
  ): Promise<RefreshBillingOutcome> {
    return refreshBilling(context, input.checkoutSessionId ?? null);
  }

  @AccessWhilePaused('workspace', 'change_billing')
  @Mutation(() => SetInvoiceReferenceResult, {
    description: 'Sets what stands on the invoices to come as “Reference” (BIL-27).',
  })
  setInvoiceReference(
    @Ctx() context: RequestContext,
    @Arg('input', () => SetInvoiceReferenceInput, { description: 'The reference.' }) input: SetInvoiceReferenceInput,
  ): Promise<SetInvoiceReferenceOutcome> {
    return setInvoiceReference(context, input.reference);
  }
}
