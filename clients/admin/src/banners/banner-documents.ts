import { graphql } from '../generated/gql.ts';

/** Apart from the rest: growth being away hides banners, never pages (SCH-4). */
export const BannersDocument = graphql(`
  query Banners {
    organisation {
      id
      banners {
        kind
        at
        daysLeft
        canAct
      }
    }
  }
`);
