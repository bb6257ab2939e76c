import { graphql } from '../generated/gql.ts';

export const FlipUnitDocument = graphql(`
  mutation FlipUnit($input: FlipUnitInput!) {
    flipUnit(input: $input) {
      ... on FlipUnitSuccess {
        undoUntil
        unit {
          ...BoardUnit
        }
      }
      ... on UnitStatusConflict {
        status
        occurredAt
        winner {
          name
          organisationName
        }
        unit {
          ...BoardUnit
        }
      }
      ... on TransitionNotAllowed {
        unit {
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

export const UndoFlipDocument = graphql(`
  mutation UndoFlip($input: UndoFlipInput!) {
    undoFlip(input: $input) {
      ... on UndoFlipSuccess {
        unit {
          ...BoardUnit
        }
      }
      ... on UnitStatusConflict {
        unit {
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

export const SimilarUnitsDocument = graphql(`
  query SimilarUnits($id: ID!) {
    unit(id: $id) {
      id
      similar(first: 3) {
        ...BoardUnit
      }
    }
  }
`);

export const BuyersDocument = graphql(`
  query Buyers($search: String) {
    buyers(search: $search, first: 8) {
      edges {
        node {
          id
          name
          contact
        }
      }
    }
  }
`);
