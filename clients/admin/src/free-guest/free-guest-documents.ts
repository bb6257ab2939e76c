import { graphql } from '../generated/gql.ts';

/** The last change of each unit that a guest sees in a project. */
export const GuestNewsDocument = graphql(`
  query GuestNews($projectId: ID!) {
    project(by: { id: $projectId }) {
      id
      name
      slug
      buildings {
        id
        board {
          units {
            id
            number
            availability {
              status
              version
              changedAt
              changedBy {
                name
              }
            }
          }
        }
      }
    }
  }
`);
