import { graphql } from '../generated/gql.ts';

export const CreateProjectDocument = graphql(`
  mutation CreateProject($input: CreateProjectInput!) {
    createProject(input: $input) {
      ... on CreateProjectSuccess {
        project {
          ...ProjectCard
        }
      }
      ... on ProjectLimitReached {
        limit
        upgradeTo
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
