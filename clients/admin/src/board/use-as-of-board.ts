import { skipToken, useQuery } from '@apollo/client/react';
import { LiveStore } from '@offplan/kit/live/live-store.ts';
import { useMemo } from 'react';
import { graphql } from '../generated/gql.ts';
import type { BoardUnit } from './board-unit.ts';

export const BoardAsOfDocument = graphql(`
  query BoardAsOf($id: ID!, $asOf: DateTime!) {
    project(by: { id: $id }) {
      id
      buildings {
        id
        board(asOf: $asOf) {
          units {
            ...BoardUnit
          }
        }
      }
    }
  }
`);

/** The units as they stood at the end of a day (INV-36), in a store of their own. None for the live board. */
export function useAsOfBoard(projectId: string, day: string | null): { store: LiveStore<BoardUnit> | null } {
  const { data } = useQuery(
    BoardAsOfDocument,
    day === null
      ? skipToken
      : { variables: { id: projectId, asOf: `${day}T23:59:59.999Z` }, fetchPolicy: 'no-cache' as const },
  );
  const store = useMemo(() => {
    if (day === null || !data?.project) return null;
    const past = new LiveStore<BoardUnit>();
    past.replace(data.project.buildings.flatMap((building) => building.board.units));
    return past;
  }, [data, day]);
  return { store };
}
