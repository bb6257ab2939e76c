import { graphql } from '../generated/gql.ts';

export const ProjectCardFragment = graphql(`
  fragment ProjectCard on Project {
    id
    slug
    name
    address
    developerName
    completion
    currency
    state
    createdAt
    organisation {
      id
      name
    }
    unitCounts {
      total
      available
      reserved
      sold
      unreleased
    }
  }
`);

export const WorkspaceDocument = graphql(`
  query Workspace {
    viewer {
      user {
        id
        name
        email
      }
      workspace {
        role
        guest {
          organisation {
            id
            name
            slug
          }
          capabilities
          projectIds
        }
        permissions {
          action
          decision
        }
      }
      workspaces {
        organisation {
          id
          slug
          name
        }
        role
        guest {
          organisation {
            id
            name
            slug
          }
        }
      }
    }
    organisation {
      id
      slug
      name
      timeZone
      owner {
        id
        name
      }
    }
    projects(first: 100) {
      edges {
        node {
          ...ProjectCard
        }
      }
    }
  }
`);

/** Apart from the rest, so that billing being away never keeps the workspace from opening (SCH-4). */
export const PlanDocument = graphql(`
  query WorkspacePlan {
    organisation {
      id
      plan {
        tier {
          slug
          name
        }
        isTrial
        trialEndsAt
        limits {
          projects
          teamMembers
        }
      }
    }
  }
`);
