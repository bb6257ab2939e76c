import { graphql } from '../generated/gql.ts';

export const RestoreOfferDocument = graphql(`
  query RestoreOffer($token: String!) {
    restoreOffer(token: $token) {
      organisationName
      slug
      expiresAt
      isOpen
    }
  }
`);

/** What coming back is charged in, and whether it can be bought at all. */
export const RestoreBillingDocument = graphql(`
  query RestoreBilling {
    organisation {
      id
      billing {
        isAvailable
        currency
      }
    }
  }
`);
