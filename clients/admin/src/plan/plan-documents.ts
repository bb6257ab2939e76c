import { graphql } from '../generated/gql.ts';

export const TiersDocument = graphql(`
  query Tiers {
    tiers {
      slug
      name
      rank
      limits {
        projects
        teamMembers
        unitsPerProject
        guestOrganisations
      }
      prices {
        amountMinor
        currency
      }
      isByContact
    }
  }
`);

/** All that is known of what is paid, the same wherever it is asked for. */
export const BillingFieldsFragment = graphql(`
  fragment BillingFields on Billing {
    isAvailable
    currency
    isSubscribed
    monthlyPrice {
      amountMinor
      currency
    }
    renewsAt
    cancelsAt
    coming {
      tier {
        slug
        name
        rank
      }
      at
      canBeWithdrawn
    }
    awaitedUpgrade {
      tier {
        slug
        name
      }
      amount {
        amountMinor
        currency
      }
      url
      isRefused
    }
    noted {
      tier {
        slug
        name
      }
      canBeWithdrawn
      dueAtMost {
        amountMinor
        currency
      }
    }
    card {
      brand
      last4
      expiryMonth
      expiryYear
    }
    nextCharge {
      amountMinor
      currency
    }
    nextChargeAt
    notices
    openInvoiceUrl
    invoiceReference
    invoices {
      number
      createdAt
      status
      total {
        amountMinor
        currency
      }
      url
      pdfUrl
    }
  }
`);

/** What an answer brings of a plan that was changed. */
export const PlanAndBillingFragment = graphql(`
  fragment PlanAndBilling on Organisation {
    id
    plan {
      ...PlanFields
    }
    billing {
      ...BillingFields
    }
  }
`);

/** Null for whoever does not decide about the plan. */
export const BillingDocument = graphql(`
  query Billing {
    organisation {
      id
      billing {
        ...BillingFields
      }
    }
  }
`);

/** What is used of the caps that identity counts; each is null for whoever may not see it. */
export const UsageDocument = graphql(`
  query PlanUsage($after: String) {
    organisation {
      id
      seats {
        used
        limit
      }
      guestGrants(first: 100, after: $after) {
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          node {
            id
            status
            email
            organisation {
              id
            }
          }
        }
      }
    }
  }
`);

export const PreviewPlanChangeDocument = graphql(`
  mutation PreviewPlanChange($input: PreviewPlanChangeInput!) {
    previewPlanChange(input: $input) {
      ... on PreviewPlanChangeSuccess {
        id
        kind
        from {
          slug
          name
        }
        to {
          slug
          name
        }
        takesEffectAt
        takesEffectInDays
        dueToday {
          amountMinor
          currency
        }
        dueAtMost {
          amountMinor
          currency
        }
        nextInvoice {
          amountMinor
          currency
        }
        nextInvoiceAt
        lines {
          description
          amount {
            amountMinor
            currency
          }
        }
      }
      ... on NotPermitted {
        reason
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const ChangePlanDocument = graphql(`
  mutation ChangePlan($input: ChangePlanInput!) {
    changePlan(input: $input) {
      ... on BillingSuccess {
        organisation {
          ...PlanAndBilling
        }
      }
      ... on PaymentNeedsConfirmation {
        url
      }
      ... on NotPermitted {
        reason
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const WithdrawPlanChangeDocument = graphql(`
  mutation WithdrawPlanChange {
    withdrawPlanChange {
      ... on BillingSuccess {
        organisation {
          ...PlanAndBilling
        }
      }
      ... on NotPermitted {
        reason
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const OpenCheckoutDocument = graphql(`
  mutation OpenCheckout($input: OpenCheckoutInput!) {
    openCheckout(input: $input) {
      ... on BillingPageSuccess {
        url
      }
      ... on NotPermitted {
        reason
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const OpenBillingPortalDocument = graphql(`
  mutation OpenBillingPortal {
    openBillingPortal {
      ... on BillingPageSuccess {
        url
      }
      ... on NotPermitted {
        reason
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const RefreshBillingDocument = graphql(`
  mutation RefreshBilling($input: RefreshBillingInput!) {
    refreshBilling(input: $input) {
      ... on BillingSuccess {
        organisation {
          ...PlanAndBilling
        }
      }
      ... on NotPermitted {
        reason
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const SetInvoiceReferenceDocument = graphql(`
  mutation SetInvoiceReference($input: SetInvoiceReferenceInput!) {
    setInvoiceReference(input: $input) {
      ... on BillingSuccess {
        organisation {
          ...PlanAndBilling
        }
      }
      ... on ValidationFailed {
        issues {
          path
          code
          message
        }
      }
      ... on NotPermitted {
        reason
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);

/** What of the present use fits a plan, and what does not; each part is null for whoever does not decide about the plan. */
export const PlanFitDocument = graphql(`
  query PlanFit($tier: String) {
    organisation {
      id
      projectFit(tier: $tier) {
        limit
        unitLimit
        staying {
          id
          name
          unitCounts {
            total
          }
        }
        beyond {
          id
          name
          unitCounts {
            total
          }
        }
        units {
          project {
            id
            name
          }
          units
          beyond
        }
      }
      seatFit(tier: $tier) {
        limit
        staying {
          id
          role
          user {
            id
            name
          }
        }
        beyond {
          id
          role
          user {
            id
            name
          }
        }
      }
      guestFit(tier: $tier) {
        limit
        staying {
          id
          name
        }
        beyond {
          id
          name
        }
      }
    }
  }
`);

export const KeepProjectsDocument = graphql(`
  mutation KeepProjects($input: KeepProjectsInput!) {
    keepProjects(input: $input) {
      ... on KeepProjectsSuccess {
        projects {
          id
          isBeyondPlan
        }
      }
      ... on NotPermitted {
        reason
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const KeepMembersDocument = graphql(`
  mutation KeepMembers($input: KeepMembersInput!) {
    keepMembers(input: $input) {
      ... on KeepMembersSuccess {
        members {
          id
          isBeyondPlan
        }
      }
      ... on NotPermitted {
        reason
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const KeepGuestsDocument = graphql(`
  mutation KeepGuests($input: KeepGuestsInput!) {
    keepGuests(input: $input) {
      ... on KeepGuestsSuccess {
        grants {
          id
          isBeyondPlan
        }
      }
      ... on NotPermitted {
        reason
      }
      ... on UserError {
        code
        message
      }
    }
  }
`);
