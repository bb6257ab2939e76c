import { graphql } from '../generated/gql.ts';

export const MemberRowFragment = graphql(`
  fragment MemberRow on Member {
    id
    role
    isBeyondPlan
    joinedAt
    lastSeenAt
    manager {
      id
      name
    }
    successor {
      id
      name
    }
    user {
      id
      name
      email
    }
  }
`);

export const InvitationRowFragment = graphql(`
  fragment InvitationRow on Invitation {
    id
    email
    role
    status
    sentAt
    expiresAt
    mailState
    invitedByName
  }
`);

export const TeamDocument = graphql(`
  query Team($after: String, $invitationsAfter: String) {
    organisation {
      id
      seats {
        used
        limit
      }
      members(first: 100, after: $after) {
        totalCount
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          node {
            ...MemberRow
          }
        }
      }
      invitations(first: 100, after: $invitationsAfter) {
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          node {
            ...InvitationRow
          }
        }
      }
    }
  }
`);

/** What each person carries. Apart from the team, so that inventory being away never hides it (SCH-4). */
export const TeamLoadDocument = graphql(`
  query TeamLoad {
    organisation {
      id
      agents {
        ...Agent
      }
    }
  }
`);

export const InviteMemberDocument = graphql(`
  mutation InviteMember($input: InviteMemberInput!) {
    inviteMember(input: $input) {
      ... on InviteMemberSuccess {
        invitation {
          ...InvitationRow
        }
      }
      ... on SeatLimitReached {
        limit
        tier
      }
      ... on ValidationFailed {
        issues {
          path
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

export const ResendInvitationDocument = graphql(`
  mutation ResendInvitation($input: ResendInvitationInput!) {
    resendInvitation(input: $input) {
      ... on ResendInvitationSuccess {
        invitation {
          ...InvitationRow
        }
      }
      ... on SeatLimitReached {
        limit
        tier
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

export const RevokeInvitationDocument = graphql(`
  mutation RevokeInvitation($input: RevokeInvitationInput!) {
    revokeInvitation(input: $input) {
      ... on RevokeInvitationSuccess {
        invitation {
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

export const ChangeMemberRoleDocument = graphql(`
  mutation ChangeMemberRole($input: ChangeMemberRoleInput!) {
    changeMemberRole(input: $input) {
      ... on ChangeMemberRoleSuccess {
        member {
          ...MemberRow
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

export const SetMemberManagerDocument = graphql(`
  mutation SetMemberManager($input: SetMemberManagerInput!) {
    setMemberManager(input: $input) {
      ... on SetMemberManagerSuccess {
        member {
          ...MemberRow
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

export const DeactivateMemberDocument = graphql(`
  mutation DeactivateMember($input: DeactivateMemberInput!) {
    deactivateMember(input: $input) {
      ... on DeactivateMemberSuccess {
        member {
          id
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

export const LeaveOrganisationDocument = graphql(`
  mutation LeaveOrganisation {
    leaveOrganisation {
      ... on LeaveOrganisationSuccess {
        member {
          id
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
