import { graphql } from '../generated/gql.ts';

export const UnitDetailDocument = graphql(`
  query UnitDetail($id: ID!) {
    unit(id: $id) {
      ...BoardUnit
      bathrooms
      orientation
      paymentPlan
      externalId
      tags
      areaInner {
        squareMetres
        squareFeet
      }
      areaBalcony {
        squareMetres
        squareFeet
      }
      availability {
        channel
        note
        buyer {
          id
          name
          contact
        }
      }
      viewerCan {
        flipTo {
          status
          isAllowed
          reason
        }
        assignToAgent {
          isAllowed
        }
      }
      history(first: 50) {
        totalCount
        edges {
          node {
            id
            type
            occurredAt
            from
            to
            channel
            note
            buyerName
            actor {
              id
              name
              organisationName
            }
            agent {
              id
              name
            }
            agentBefore {
              id
              name
            }
            winner {
              id
              name
              organisationName
            }
            changes {
              field
              before
              after
            }
          }
        }
      }
    }
  }
`);
