import type { Bus, BusEvent, Tail } from '@offplan/kernel/events/bus/bus';
import { backOff, pause } from '@offplan/kernel/events/bus/pause';
import type { Logger } from '@offplan/kernel/logging';
import type { LiveSockets } from '../subscriptions/live-sockets.ts';
import { RIGHTS_EVENTS, type Viewers } from './viewers.ts';

/**
 * Follows the events that change somebody's rights, from now on: whom they concern is asked about anew. Events that the bus removed
 * before this process had them may have concerned anybody, so after such a gap everybody is (GW-20, GW-21).
 */
export async function watchRights(
  bus: Bus,
  viewers: Viewers,
  sockets: LiveSockets,
  logger: Logger,
): Promise<{ close(): void }> {
  const closing = new AbortController();
  const report = (fault: unknown) =>
    logger.error({ fault: String(fault) }, 'Connections could not be checked anew after their rights changed');
  const look = (event: BusEvent) => {
    viewers.forget(event);
    sockets.recheck(event).catch(report);
  };
  const follow = (): Promise<Tail> =>
    bus.tail(RIGHTS_EVENTS, 'now', look, { onGap: () => void followAnew().catch(report) });
  let tail = await follow();
  const followAnew = async (): Promise<void> => {
    logger.warn({}, 'Events about rights were missed: everybody is checked anew');
    for (let failures = 0; !closing.signal.aborted; ) {
      try {
        tail = await follow();
        break;
      } catch (fault) {
        failures += 1;
        logger.warn({ fault: String(fault) }, 'The events about rights cannot be followed yet');
        await pause(backOff(failures, 50, 5_000), closing.signal);
      }
    }
    if (closing.signal.aborted) return tail.close();
    viewers.forgetAll();
    await sockets.recheckAll();
  };
  return {
    close() {
      closing.abort();
      tail.close();
    },
  };
}
