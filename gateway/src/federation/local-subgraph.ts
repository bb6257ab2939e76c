import type { VerifyPassport } from '@offplan/kernel/passport/verify-passport';
import { endable } from '@offplan/kernel/subgraph/endable';
import { executeOnSubgraph, subscribeOnSubgraph } from '@offplan/kernel/subgraph/execute';
import type { RunningSubgraph } from '@offplan/kernel/subgraph/subgraph';
import type { ExecutionResult } from 'graphql';
import type { Credentials, SubgraphClient } from './subgraph-client.ts';

/** Calls a subgraph of this process. It still wants a valid passport: the same check as over HTTP. */
export function localSubgraph(subgraph: RunningSubgraph, verify: VerifyPassport): SubgraphClient {
  const admit = async ({ passport }: Credentials) => {
    const admitted = await verify(passport);
    if (!admitted) throw new Error('The passport is not valid');
    return admitted;
  };
  return {
    name: subgraph.name,
    async execute(operation, credentials) {
      return executeOnSubgraph(subgraph, await admit(credentials), credentials.facts, operation);
    },
    subscribe(operation, credentials) {
      return openStream(async () =>
        subscribeOnSubgraph(subgraph, await admit(credentials), credentials.facts, operation),
      );
    },
    async close() {},
  };
}

/** A stream that opens on first use; errors that kept it from opening come as its only result. */
function openStream(
  open: () => Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>,
): AsyncIterableIterator<ExecutionResult> {
  return endable(async function* (signal) {
    const opened = await open();
    if (!(Symbol.asyncIterator in opened)) {
      yield opened;
      return;
    }
    signal.addEventListener('abort', () => void opened.return?.());
    if (!signal.aborted) yield* opened;
    else await opened.return?.();
  });
}
