import { useMutation } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { useCallback, useMemo, useState } from 'react';
import type { BoardUnit } from '../board/board-unit.ts';
import type { FlipUnitInput, FlipUnitMutation } from '../generated/graphql.ts';
import type { LiveProject } from '../projects/live-project.ts';
import type { Refusal } from '../shell/refusal-text.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { FlipUnitDocument, UndoFlipDocument } from './flip-documents.ts';
import { IdempotencyKeys, newKey } from './idempotency-keys.ts';

type Answer = FlipUnitMutation['flipUnit'];
export type FlipConflict = Extract<Answer, { __typename: 'UnitStatusConflict' }>;

/** How a flip ended. */
export type FlipOutcome =
  | { readonly kind: 'done'; readonly unit: BoardUnit; readonly undoUntil: string }
  | { readonly kind: 'conflict'; readonly conflict: FlipConflict }
  /** The server said no. */
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** No answer: it is not known whether the flip was written; a retry with the same key tells. */
  | { readonly kind: 'unanswered'; readonly code: string };

/** Silent retries after a lost connection, in milliseconds. */
const RETRY_AFTER_MS = [400, 1_200, 3_000];
const isWorthRetrying = (code: string) => code === 'NETWORK' || code === 'SERVICE_UNAVAILABLE';
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Flips a unit: shown at once, settled or rolled back by the server's answer, retried under one key (DES-6, INV-34). */
export function useFlip(live: LiveProject) {
  const { user } = useWorkspace();
  const keys = useMemo(() => new IdempotencyKeys(), []);
  const [mutate] = useMutation(FlipUnitDocument, { fetchPolicy: 'no-cache' });
  const [isRetrying, setRetrying] = useState(false);

  const flip = useCallback(
    async (input: Omit<FlipUnitInput, 'idempotencyKey'>): Promise<FlipOutcome> => {
      const settle = live.store.draft(input.unitId, (unit) => ({
        ...unit,
        availability: {
          ...unit.availability,
          status: input.to,
          changedAt: new Date().toISOString(),
          changedBy: { __typename: 'Person', id: user.id, name: user.name, organisationName: null },
        },
      }));
      live.noteOwnChange(input.unitId, input.expectedVersion + 1);
      const variables = { input: { ...input, idempotencyKey: keys.keyFor(input) } };
      try {
        for (let attempt = 0; ; attempt++) {
          try {
            const { data } = await mutate({ variables });
            keys.answered();
            const outcome = outcomeOf(data?.flipUnit);
            settle(unitOf(data?.flipUnit));
            if (outcome.kind !== 'done') live.noteOwnChange(input.unitId, -1);
            return outcome;
          } catch (error) {
            const code = faultCodeOf(error);
            const wait = RETRY_AFTER_MS[attempt];
            if (!isWorthRetrying(code) || wait === undefined) {
              settle();
              return { kind: 'unanswered', code };
            }
            setRetrying(true);
            await pause(wait);
          }
        }
      } finally {
        setRetrying(false);
      }
    },
    [live, user, keys, mutate],
  );
  return { flip, isRetrying };
}

function unitOf(answer: Answer | undefined): BoardUnit | undefined {
  return answer && 'unit' in answer ? answer.unit : undefined;
}

function outcomeOf(answer: Answer | undefined): FlipOutcome {
  switch (answer?.__typename) {
    case 'FlipUnitSuccess':
      return { kind: 'done', unit: answer.unit, undoUntil: answer.undoUntil };
    case 'UnitStatusConflict':
      return { kind: 'conflict', conflict: answer };
    default:
      return answer ? { kind: 'refused', refusal: answer } : { kind: 'unanswered', code: 'INTERNAL' };
  }
}

/** Takes a flip back while nobody has changed the unit since (INV-37). Resolves with the refusal, or null. */
export function useUndoFlip(live: LiveProject) {
  const [mutate] = useMutation(UndoFlipDocument, { fetchPolicy: 'no-cache' });
  return useCallback(
    async (unit: BoardUnit): Promise<Refusal | null> => {
      const expectedVersion = unit.availability.version;
      live.noteOwnChange(unit.id, expectedVersion + 1);
      const { data } = await mutate({
        variables: { input: { unitId: unit.id, expectedVersion, idempotencyKey: newKey() } },
      });
      const answer = data?.undoFlip;
      if (answer && 'unit' in answer) live.store.receive([answer.unit]);
      if (answer?.__typename === 'UndoFlipSuccess') return null;
      return answer ?? { code: 'INTERNAL', message: '' };
    },
    [live, mutate],
  );
}
