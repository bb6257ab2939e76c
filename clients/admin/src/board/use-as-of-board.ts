import { skipToken, useQuery } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { LiveStore } from '@offplan/kit/live/live-store.ts';
import { useMemo } from 'react';
import { graphql } from '../generated/gql.ts';
import { dayStart } from '../shell/day-start.ts';
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

/** The board of a past day on its way; `live` where none is asked for. */
export type AsOfBoard =
  | { readonly kind: 'live' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly code: string; retry(): void }
  | { readonly kind: 'loaded'; readonly store: LiveStore<BoardUnit> };

/** The last millisecond of a day in the viewer's zone; undefined for what is no day. */
function endOf(day: string | null): string | undefined {
  const next = dayStart(day, 1);
  return next && new Date(Date.parse(next) - 1).toISOString();
}

/** The units as they stood at the end of a day (INV-36), in a store of their own: never those of today under a past day's name. */
export function useAsOfBoard(projectId: string, day: string | null): AsOfBoard {
  const asOf = endOf(day);
  const { data, error, refetch } = useQuery(
    BoardAsOfDocument,
    asOf ? { variables: { id: projectId, asOf }, fetchPolicy: 'no-cache' as const } : skipToken,
  );
  const project = data?.project;
  return useMemo((): AsOfBoard => {
    if (day === null) return { kind: 'live' };
    if (project) {
      const store = new LiveStore<BoardUnit>();
      store.replace(project.buildings.flatMap((building) => building.board.units));
      return { kind: 'loaded', store };
    }
    if (!asOf || error || project === null)
      return { kind: 'failed', code: error ? faultCodeOf(error) : 'NOT_FOUND', retry: () => void refetch() };
    return { kind: 'loading' };
  }, [day, asOf, project, error, refetch]);
}
