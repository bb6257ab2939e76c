import { NotPermitted, UserError, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { createUnionType, Field, ObjectType } from 'type-graphql';
import { Organisation } from '../plans/organisation.ts';
import { PlanChangePreview } from './plan-change-view.ts';

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
      | 'NOTHING_TO_WITHDRAW'
      | 'PAYMENT_OPEN',
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
  NOTHING_TO_WITHDRAW: 'No change of plan is waiting.',
  PAYMENT_OPEN: 'An invoice is open. Pay it first.',
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

@ObjectType({ description: 'The bank wants the payment confirmed; the plan changes when that is done (BIL-20).' })
export class PaymentNeedsConfirmation {
  @Field(() => String, { description: 'Where the person confirms it.' })
  url!: string;
}

@ObjectType({ description: 'The plan was changed, or its change is waiting for its day.' })
export class PlanChanged {
  @Field(() => Organisation, { description: 'The Organisation, with plan and billing as they are now.' })
  organisation!: Organisation;
}

@ObjectType({ description: 'A page of the payment provider, to which the browser goes.' })
export class BillingPage {
  @Field(() => String, { description: 'Its address; good for a short time.' })
  url!: string;
}

const byClass = (value: object) => value.constructor.name;

export const PreviewPlanChangeResult = createUnionType({
  name: 'PreviewPlanChangeResult',
  description: 'What a change of plan would do.',
  types: () => [PlanChangePreview, PlanChangeNotPossible, BillingUnavailable, NotPermitted] as const,
  resolveType: byClass,
});
export type PreviewPlanChangeOutcome = PlanChangePreview | PlanChangeNotPossible | BillingUnavailable | NotPermitted;

export const ChangePlanResult = createUnionType({
  name: 'ChangePlanResult',
  description: 'What became of a change of plan.',
  types: () =>
    [
      PlanChanged,
      PaymentNeedsConfirmation,
      PaymentDeclined,
      PlanChangeNotPossible,
      BillingUnavailable,
      NotPermitted,
    ] as const,
  resolveType: byClass,
});
export type ChangePlanOutcome =
  | PlanChanged
  | PaymentNeedsConfirmation
  | PaymentDeclined
  | PlanChangeNotPossible
  | BillingUnavailable
  | NotPermitted;

export const BillingPageResult = createUnionType({
  name: 'BillingPageResult',
  description: 'What became of opening a page of the payment provider.',
  types: () => [BillingPage, PlanChangeNotPossible, BillingUnavailable, NotPermitted] as const,
  resolveType: byClass,
});
export type BillingPageOutcome = BillingPage | PlanChangeNotPossible | BillingUnavailable | NotPermitted;

export const RefreshBillingResult = createUnionType({
  name: 'RefreshBillingResult',
  description: 'What became of asking the payment provider anew.',
  types: () => [PlanChanged, BillingUnavailable, NotPermitted] as const,
  resolveType: byClass,
});
export type RefreshBillingOutcome = PlanChanged | BillingUnavailable | NotPermitted;

export const SetInvoiceReferenceResult = createUnionType({
  name: 'SetInvoiceReferenceResult',
  description: 'What became of a new reference on invoices.',
  types: () => [PlanChanged, NotPermitted, ValidationFailed] as const,
  resolveType: byClass,
});
export type SetInvoiceReferenceOutcome = PlanChanged | NotPermitted | ValidationFailed;
