import { graphql } from '../generated/gql.ts';

export const AgentFragment = graphql(`
  fragment Agent on Agent {
    isActive
    reservations
    buyers
    person {
      id
      name
    }
    units {
      total
      available
      reserved
      sold
      unreleased
    }
  }
`);

export const ProjectAgentsDocument = graphql(`
  query ProjectAgents($projectId: ID!) {
    project(by: { id: $projectId }) {
      id
      agents {
        ...Agent
      }
    }
  }
`);

export const AssignUnitsToAgentDocument = graphql(`
  mutation AssignUnitsToAgent($input: AssignUnitsToAgentInput!) {
    assignUnitsToAgent(input: $input) {
      ... on AssignUnitsToAgentSuccess {
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

export const HandOverChoicesDocument = graphql(`
  query HandOverChoices($agentId: ID!, $after: String) {
    organisation {
      id
      agents {
        ...Agent
      }
    }
    buyers(agentId: $agentId, first: 100, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
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

export const HandOverBuyersDocument = graphql(`
  mutation HandOverBuyers($input: HandOverBuyersInput!) {
    handOverBuyers(input: $input) {
      ... on HandOverBuyersSuccess {
        buyers {
          id
        }
        units {
          id
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

export const AgentLoadDocument = graphql(`
  query AgentLoad($userId: ID!) {
    organisation {
      id
      agentLoad(userId: $userId) {
        projects
        units
        reservations
        buyers
      }
    }
  }
`);
