import { NotPermitted, UserError, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { createUnionType, Field, ObjectType } from 'type-graphql';
import { Organisation } from '../plans/organisation.ts';
import { PreviewPlanChangeSuccess } from './plan-change-view.ts';

@ObjectType({
  implements: UserError,
  description: 'The payment provider does not answer just now, or none is configured; nothing was done.',
})
export class BillingUnavailable extends UserError {
  constructor(message = 'Payments do not answer just now. Nothing was changed; try again in a moment.') {
    super();
    this.code = 'BILLING_UNAVAILABLE';
    this.message = message;
  }
}

@ObjectType({
  implements: UserError,
  description: 'This change of plan is not possible as things stand; nothing was done.',
})
export class PlanChangeNotPossible extends UserError {
  constructor(
    code:
      | 'SAME_PLAN'
      | 'NO_SUBSCRIPTION'
      | 'SUBSCRIBED_ALREADY'
      | 'BY_CONTACT'
      | 'PREVIEW_EXPIRED'
      | 'CHANGE_REFUSED'
      | 'NOTHING_TO_WITHDRAW'
      | 'PAYMENT_OPEN'
      | 'PLAN_ENDS'
      | 'OPENED_ELSEWHERE'
      | 'WORKSPACE_CLOSED',
  ) {
    super();
    this.code = code;
    this.message = WORDS[code];
  }
}

const WORDS = {
  SAME_PLAN: 'This is the plan that the workspace has.',
  NO_SUBSCRIPTION: 'No plan runs. Choose one and pay for it first.',
  SUBSCRIBED_ALREADY: 'A plan runs already. Change it instead of buying a second one.',
  BY_CONTACT: 'This plan is agreed upon with us. Write to sales.',
  PREVIEW_EXPIRED: 'The preview is too old, or something has changed since. Look at it again.',
  CHANGE_REFUSED:
    'The payment provider refuses this change. Nothing was changed; write to us, and we look at it together.',
  NOTHING_TO_WITHDRAW: 'No change of plan is waiting.',
  PAYMENT_OPEN: 'An invoice is open. Pay it first.',
  PLAN_ENDS: 'The plan ends by itself, after a cancellation. Keep it first, then change it.',
  WORKSPACE_CLOSED: 'This workspace is closed. Bring it back first, then choose a plan.',
  OPENED_ELSEWHERE: 'Another page for paying was opened at the same moment. Go on there, or try again here.',
} as const;

@ObjectType({
  implements: UserError,
  description: 'The charge did not go through; the plan stays what it was (BIL-20).',
})
export class PaymentDeclined extends UserError {
  constructor(message = 'The card was declined. The plan stays as it was; try another card.') {
    super();
    this.code = 'PAYMENT_DECLINED';
    this.message = message;
  }
}

@ObjectType({
  implements: UserError,
  description: 'The bank wants the payment confirmed; the plan changes when that is done (BIL-20).',
})
export class PaymentNeedsConfirmation extends UserError {
  @Field(() => String, { description: 'Where the person confirms it.' })
  url: string;

  constructor(url: string) {
    super();
    this.code = 'PAYMENT_NEEDS_CONFIRMATION';
    this.message = 'The bank wants this payment confirmed. The plan changes when that is done.';
    this.url = url;
  }
}

@ObjectType({ description: 'The plan was changed, or its change is waiting for its day.' })
export class BillingSuccess {
  @Field(() => Organisation, { description: 'The Organisation, with plan and billing as they are now.' })
  organisation!: Organisation;
}

@ObjectType({ description: 'A page of the payment provider, to which the browser goes.' })
export class BillingPageSuccess {
  @Field(() => String, { description: 'Its address; good for a short time.' })
  url!: string;
}

const byClass = (value: object) => value.constructor.name;

export const PreviewPlanChangeResult = createUnionType({
  name: 'PreviewPlanChangeResult',
  description: 'What a change of plan would do.',
  types: () => [PreviewPlanChangeSuccess, PlanChangeNotPossible, BillingUnavailable, NotPermitted] as const,
  resolveType: byClass,
});
export type PreviewPlanChangeOutcome =
  | PreviewPlanChangeSuccess
  | PlanChangeNotPossible
  | BillingUnavailable
  | NotPermitted;

export const ChangePlanResult = createUnionType({
  name: 'ChangePlanResult',
  description: 'What became of a change of plan.',
  types: () =>
    [
      BillingSuccess,
      PaymentNeedsConfirmation,
      PaymentDeclined,
      PlanChangeNotPossible,
      BillingUnavailable,
      NotPermitted,
    ] as const,
  resolveType: byClass,
});
export type ChangePlanOutcome =
  | BillingSuccess
  | PaymentNeedsConfirmation
  | PaymentDeclined
  | PlanChangeNotPossible
  | BillingUnavailable
  | NotPermitted;

export const BillingPageResult = createUnionType({
  name: 'BillingPageResult',
  description: 'What became of opening a page of the payment provider.',
  types: () => [BillingPageSuccess, PlanChangeNotPossible, BillingUnavailable, NotPermitted] as const,
  resolveType: byClass,
});
export type BillingPageOutcome = BillingPageSuccess | PlanChangeNotPossible | BillingUnavailable | NotPermitted;

export const RefreshBillingResult = createUnionType({
  name: 'RefreshBillingResult',
  description: 'What became of asking the payment provider anew.',
  types: () => [BillingSuccess, BillingUnavailable, NotPermitted] as const,
  resolveType: byClass,
});
export type RefreshBillingOutcome = BillingSuccess | BillingUnavailable | NotPermitted;

export const SetInvoiceReferenceResult = createUnionType({
  name: 'SetInvoiceReferenceResult',
  description: 'What became of a new reference on invoices.',
  types: () => [BillingSuccess, NotPermitted, ValidationFailed] as const,
  resolveType: byClass,
});
export type SetInvoiceReferenceOutcome = BillingSuccess | NotPermitted | ValidationFailed;
