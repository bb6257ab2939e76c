import { graphql } from '../generated/gql.ts';

/** What a cell, a table row and the filters need of a unit. */
export const BoardUnitFragment = graphql(`
  fragment BoardUnit on Unit {
    id
    number
    stack
    kind
    bedrooms
    view
    isReleased
    isBeyondPlan
    version
    areaTotal {
      squareMetres
      squareFeet
    }
    price {
      amountMinor
      currency
    }
    floor {
      id
    }
    building {
      id
    }
    assignee {
      id
      name
    }
    agent {
      id
      name
    }
    availability {
      version
      status
      changedAt
      changedBy {
        id
        name
        organisationName
      }
    }
  }
`);

export const ProjectBoardDocument = graphql(`
  query ProjectBoard($slug: String!) {
    project(by: { slug: $slug }) {
      id
      slug
      name
      address
      currency
      allocationMode
      completion
      organisation {
        id
        name
      }
      viewerCan {
        importUnits {
          isAllowed
          reason
        }
        assign {
          isAllowed
          reason
        }
        assignToAgents {
          isAllowed
          reason
        }
        handOverBuyers {
          isAllowed
          reason
        }
        changeMode {
          isAllowed
          reason
        }
        inviteGuests {
          isAllowed
          reason
        }
      }
      buildings {
        id
        name
        board {
          cursor
          floors {
            id
            label
            level
          }
          units {
            ...BoardUnit
          }
        }
      }
    }
  }
`);

export const UnitsChangedDocument = graphql(`
  subscription UnitsChanged($projectId: ID!, $after: String) {
    unitsChanged(projectId: $projectId, after: $after) {
      cursor
      mustRefetch
      removedUnitIds
      units {
        ...BoardUnit
      }
    }
  }
`);
