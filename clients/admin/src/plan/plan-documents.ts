import { graphql } from '../generated/gql.ts';

export const TiersDocument = graphql(`
  query Tiers {
    tiers {
      slug
      name
      rank
      limits {
        projects
        teamMembers
        unitsPerProject
        guestOrganisations
      }
    }
    organisation {
      id
      plan {
        tier {
          slug
        }
        limits {
          projects
          teamMembers
          unitsPerProject
          guestOrganisations
        }
        features {
          feature
          leastTier
        }
      }
    }
  }
`);
