import { graphql } from '../generated/gql.ts';

export const ViewerDocument = graphql(`
  query Viewer {
    viewer {
      user {
        id
        name
        email
        locale
      }
      workspaces {
        organisation {
          id
          slug
          name
          status
        }
        role
        lastOpenedAt
        guest {
          organisation {
            id
            name
            slug
          }
          capabilities
        }
      }
      closedOrganisations {
        id
        slug
        name
        status
        deletesAt
      }
    }
  }
`);

/** Apart from the rest, so that billing being away never keeps anybody from choosing a workspace (SCH-4). */
export const WorkspacePlansDocument = graphql(`
  query WorkspacePlans {
    viewer {
      workspaces {
        organisation {
          id
          plan {
            tier {
              slug
              name
            }
            isTrial
            trialDaysLeft
          }
        }
      }
    }
  }
`);

export const InvitationDocument = graphql(`
  query InvitationByToken($token: String!) {
    invitation(token: $token) {
      kind
      organisationName
      invitedByName
      email
      role
      projectName
      capabilities
      status
      expiresAt
      hasAccount
    }
  }
`);

export const AcceptInvitationDocument = graphql(`
  mutation AcceptInvitation($input: AcceptInvitationInput!) {
    acceptInvitation(input: $input) {
      ... on AcceptInvitationSuccess {
        workspace {
          organisation {
            id
            slug
          }
        }
        projectId
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

export const SignUpOptionsDocument = graphql(`
  query SignUpOptions {
    signUpOptions {
      mailsUrl
      supportEmail
      termsVersion
      botCheck {
        origin
        siteKey
        action
      }
    }
  }
`);

export const SignInOptionsDocument = graphql(`
  query SignInOptions {
    signInOptions {
      hasGoogle
    }
  }
`);
