import { graphql } from '../generated/gql.ts';

export const GrantRowFragment = graphql(`
  fragment GrantRow on GuestGrant {
    id
    status
    isBeyondPlan
    email
    projectId
    createdAt
    sentAt
    expiresAt
    memberCount
    capabilities
    mailState
    organisation {
      id
      name
      slug
    }
  }
`);

export const GuestsDocument = graphql(`
  query Guests($after: String) {
    organisation {
      id
      guestGrants(first: 100, after: $after) {
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          node {
            ...GrantRow
          }
        }
      }
    }
  }
`);

/** What is assigned to whom in each project. Apart, so that inventory being away never hides the guests (SCH-4). */
export const GuestUnitsDocument = graphql(`
  query GuestUnits($after: String) {
    projects(first: 100, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          id
          allocation {
            guestOrganisation {
              id
            }
            counts {
              total
            }
          }
        }
      }
    }
  }
`);

export const InviteGuestDocument = graphql(`
  mutation InviteGuest($input: InviteGuestInput!) {
    inviteGuest(input: $input) {
      ... on InviteGuestSuccess {
        grant {
          ...GrantRow
        }
      }
      ... on GuestLimitReached {
        limit
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

export const ResendGuestInvitationDocument = graphql(`
  mutation ResendGuestInvitation($input: ResendGuestInvitationInput!) {
    resendGuestInvitation(input: $input) {
      ... on ResendGuestInvitationSuccess {
        grant {
          ...GrantRow
        }
      }
      ... on GuestLimitReached {
        limit
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

export const ChangeGuestCapabilitiesDocument = graphql(`
  mutation ChangeGuestCapabilities($input: ChangeGuestCapabilitiesInput!) {
    changeGuestCapabilities(input: $input) {
      ... on ChangeGuestCapabilitiesSuccess {
        grant {
          ...GrantRow
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

export const WithdrawGuestDocument = graphql(`
  mutation WithdrawGuest($input: WithdrawGuestInput!) {
    withdrawGuest(input: $input) {
      ... on WithdrawGuestSuccess {
        grant {
          id
          status
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
