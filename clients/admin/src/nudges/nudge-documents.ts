import { graphql } from '../generated/gql.ts';

export const NudgesDocument = graphql(`
  query Nudges {
    organisation {
      id
      nudges {
        key
        project {
          id
          slug
          name
        }
      }
    }
  }
`);

export const DismissNudgeDocument = graphql(`
  mutation DismissNudge($input: DismissNudgeInput!) {
    dismissNudge(input: $input) {
      ... on DismissNudgeSuccess {
        nudges {
          key
          project {
            id
            slug
            name
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
