import { graphql } from '../generated/gql.ts';

/** A host's projects as its guest sees them, each with its last changes. */
export const GuestProjectsDocument = graphql(`
  query GuestProjects($after: String) {
    projects(first: 100, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          ...ProjectCard
          latestFlips(first: 6) {
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
