import { graphql } from '../generated/gql.ts';

export const TeamDocument = graphql(`
  query Team {
    organisation {
      id
      seats {
        used
        limit
      }
      members(first: 100) {
        totalCount
        edges {
          node {
            id
            role
            joinedAt
            lastSeenAt
            user {
              id
              name
              email
            }
          }
        }
      }
      invitations(first: 100) {
        edges {
          node {
            id
            email
            role
            status
            expiresAt
            invitedByName
            createdAt
          }
        }
      }
    }
  }
`);

export const InviteMemberDocument = graphql(`
  mutation InviteMember($input: InviteMemberInput!) {
    inviteMember(input: $input) {
      ... on InviteMemberSuccess {
        invitation {
          id
          expiresAt
        }
      }
      ... on ValidationFailed {
        issues {
          path
          message
        }
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
          id
          role
        }
      }
      ... on ValidationFailed {
        issues {
          message
        }
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
      ... on UserError {
        code
        message
      }
    }
  }
`);
