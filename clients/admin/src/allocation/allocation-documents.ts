import { graphql } from '../generated/gql.ts';

export const AllocationDocument = graphql(`
  query Allocation($projectId: ID!, $after: String) {
    project(by: { id: $projectId }) {
      id
      allocationMode
      allocation {
        guestOrganisation {
          id
          name
          slug
        }
        counts {
          total
          available
          reserved
          sold
          unreleased
        }
      }
    }
    organisation {
      id
      guestGrants(projectId: $projectId, first: 100, after: $after) {
        pageInfo {
          hasNextPage
          endCursor
        }
        edges {
          node {
            id
            status
            email
            createdAt
            expiresAt
            memberCount
            capabilities
            organisation {
              id
              name
            }
          }
        }
      }
    }
  }
`);

export const AssignUnitsDocument = graphql(`
  mutation AssignUnits($input: AssignUnitsInput!) {
    assignUnits(input: $input) {
      ... on AssignUnitsSuccess {
        units {
          ...BoardUnit
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

export const SetAllocationModeDocument = graphql(`
  mutation SetAllocationMode($input: SetAllocationModeInput!) {
    setAllocationMode(input: $input) {
      ... on SetAllocationModeSuccess {
        project {
          id
          allocationMode
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
