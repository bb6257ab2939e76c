import { fault } from '@offplan/kernel/graphql/errors';
import { decodeId } from '@offplan/kernel/ids';
import type { SubgraphContext } from '@offplan/kernel/subgraph/subgraph';
import { loadImport } from './load-import.ts';
import { type UnitImport, UnitImportState } from './unit-import.ts';

/** How often a running import is looked at: its progress is a number to watch, not an event to keep. */
const LOOK_MILLISECONDS = 250;
/** Before the start, events wake the stream; this look only lets a stream end whose reader is gone. */
const IDLE_MILLISECONDS = 5_000;

/** An import as it is, and again whenever its state or progress changes, until it is done or has failed. */
export async function* importProgress(context: SubgraphContext, globalId: string): AsyncGenerator<UnitImport> {
  const id = decodeId('import', globalId);
  let wake: () => void = () => {};
  let wasWoken = false;
  // The tail opens before the first look, so that an end in between is not missed.
  const tail = await context.bus.tail(['unit_import.*'], 'now', (event) => {
    if (event.subjectId !== id) return;
    wasWoken = true;
    wake();
  });
  try {
    let shown = '';
    for (;;) {
      wasWoken = false;
      context.forget();
      const unitImport = id && (await loadImport(context, id));
      if (!unitImport) throw fault('NOT_FOUND', 'There is no such import, or it is not yours');
      const { state, progressDone, progressTotal } = unitImport;
      const now = `${state} ${progressDone}/${progressTotal}`;
      if (now !== shown) yield unitImport;
      shown = now;
      if (state === UnitImportState.DONE || state === UnitImportState.FAILED) return;
      if (wasWoken) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, state === UnitImportState.RUNNING ? LOOK_MILLISECONDS : IDLE_MILLISECONDS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  } finally {
    tail.close();
  }
}
