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
