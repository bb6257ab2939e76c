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
    isBeyondPlan
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

/** Who the viewer is here and where it may go; answered of a workspace that is paused too. */
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
        isBeyondPlan
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
      closedOrganisations {
        id
      }
      workspaces {
        organisation {
          id
          slug
          name
          status
        }
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
      }
    }
    organisation {
      id
      slug
      name
      timeZone
      status
      deletesAt
      owner {
        id
        name
      }
    }
  }
`);

export const WorkspaceProjectsDocument = graphql(`
  query WorkspaceProjects($after: String) {
    projects(first: 100, after: $after) {
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          ...ProjectCard
        }
      }
    }
  }
`);

/** All that is known of a plan, the same wherever it is asked for: it has no id of its own to be put together by. */
export const PlanFieldsFragment = graphql(`
  fragment PlanFields on Plan {
    tier {
      slug
      name
      rank
    }
    isTrial
    trialEndsAt
    trialDaysLeft
    isContinuing
    endedAt
    isFrozen
    isEnded
    graceEndsAt
    paymentTrouble
    limits {
      projects
      teamMembers
      unitsPerProject
      guestOrganisations
    }
    features {
      feature
      isIncluded
      leastTier
    }
    version
  }
`);

/** Apart from the rest, so that billing being away never keeps the workspace from opening (SCH-4). */
export const PlanDocument = graphql(`
  query WorkspacePlan {
    organisation {
      id
      plan {
        ...PlanFields
      }
    }
  }
`);
