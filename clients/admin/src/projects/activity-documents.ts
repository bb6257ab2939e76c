import { graphql } from '../generated/gql.ts';

export const ProjectActivityDocument = graphql(`
  query ProjectActivity($id: ID!, $days: Int!) {
    project(by: { id: $id }) {
      id
      activity(days: $days) {
        date
        flips
        conflicts
        imports
      }
    }
  }
`);

export const TrialTimelineDocument = graphql(`
  query TrialTimeline {
    organisation {
      id
      trialTimeline {
        key
        dueAt
        state
      }
    }
  }
`);
