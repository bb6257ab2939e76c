import type { TravellingClock } from '@offplan/kernel/clock';
import type { SubgraphDefinition } from '@offplan/kernel/subgraph/subgraph';
import { Pool } from 'pg';
import type { RunningSystem } from '../processes/start-system.ts';
import { startTimePage } from './start-time-page.ts';
import { TimeTravel, type TimeTravelOptions } from './time-travel.ts';

export interface TimeTravelPage {
  url: string;
  stop(): Promise<void>;
}

/** Lets a person travel in time in a system that runs in this process. `companion`: see TimeTravel. */
export async function startTimeTravel(options: {
  clock: TravellingClock;
  /** Where the clock's offset is kept. */
  file: string;
  system: RunningSystem;
  definitions: readonly SubgraphDefinition[];
  /** As superuser. */
  databaseUrl: string;
  port: number;
  companion?: TimeTravelOptions['companion'];
}): Promise<TimeTravelPage> {
  const { clock, file, definitions, port, companion } = options;
  const { subgraphs } = options.system;
  const admin = new Pool({
    connectionString: options.databaseUrl,
    application_name: 'offplan time travel',
    max: 2,
  });
  // A lost connection must not end the process: the page says what is wrong.
  admin.on('error', () => {});
  const agendas = [...subgraphs.values()].filter(({ agenda }) => agenda).map(({ name }) => name);
  try {
    const travel = await TimeTravel.open({ clock, file, subgraphs, definitions, admin, companion });
    const page = await startTimePage({ travel, admin, agendas, port });
    return {
      url: page.url,
      async stop() {
        await page.stop();
        await admin.end();
      },
    };
  } catch (fault) {
    await admin.end();
    throw fault;
  }
}
