import { graphql } from '../generated/gql.ts';

export const ViewAsAgentDocument = graphql(`
  mutation ViewAsAgent($input: ViewAsAgentInput!) {
    viewAsAgent(input: $input) {
      ... on ViewAsSuccess {
        view {
          viewId
          name
          expiresAt
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

export const ViewAsGuestDocument = graphql(`
  mutation ViewAsGuest($input: ViewAsGuestInput!) {
    viewAsGuest(input: $input) {
      ... on ViewAsSuccess {
        view {
          viewId
          name
          expiresAt
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

export const EndViewAsDocument = graphql(`
  mutation EndViewAs {
    endViewAs {
      __typename
    }
  }
`);
