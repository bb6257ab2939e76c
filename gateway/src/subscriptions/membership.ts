import type { Passport } from '@offplan/kernel/passport/passport';
import type { ExecutionResult } from 'graphql';
import { CLOSE, type GuardedSocket } from './guarded-socket.ts';
import type { LiveMember } from './live-group.ts';
import type { LiveHub } from './live-hub.ts';
import type { LivePlan } from './live-plans.ts';

/** One subscription as a client has asked for it. */
export interface LiveRequest {
  id: string;
  plan: LivePlan;
  variables: Record<string, unknown>;
}

/**
 * A subscription as graphql-ws sees it: a stream that yields nothing but errors, because each payload goes to the socket directly, as one
 * text that was made once for all members. `onEnd` is called once, however it ends.
 */
export function membership(
  hub: LiveHub,
  viewer: { connection: GuardedSocket; passport: Passport },
  live: LiveRequest,
  onEnd: () => void,
): AsyncIterableIterator<ExecutionResult> {
  const { connection, passport } = viewer;
  const head = `{"id":${JSON.stringify(live.id)},"type":"next","payload":`;
  const queue: ExecutionResult[] = [];
  let isDone = false;
  let waiting: ((result: IteratorResult<ExecutionResult>) => void) | null = null;
  const answer = () => {
    if (!waiting || (queue.length === 0 && !isDone)) return;
    const value = queue.shift();
    waiting(value ? { done: false, value } : { done: true, value: undefined });
    waiting = null;
  };
  const finish = () => {
    if (isDone) return;
    isDone = true;
    hub.leave(member);
    onEnd();
    answer();
  };
  const member: LiveMember = {
    deliver(json) {
      // A socket that breaks while it is written to is closing, and its close ends the subscription.
      connection.send(`${head}${json}}`).catch(() => {});
    },
    complete(errors) {
      if (errors) queue.push({ errors });
      finish();
    },
    lost() {
      connection.cut(CLOSE.restarting, 'Connect again');
      finish();
    },
  };
  hub.join({ plan: live.plan, variables: live.variables, passport }, member);
  return {
    next: () =>
      new Promise((resolve) => {
        waiting = resolve;
        answer();
      }),
    return: async () => {
      finish();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
