import { readSettings, type Settings, SettingsError } from '@offplan/kernel/config/settings';
import { databaseUrlFor } from '@offplan/kernel/database/subgraph-roles';
import type { Bus } from '@offplan/kernel/events/bus/bus';
import { NatsBus } from '@offplan/kernel/events/bus/nats/nats-bus';
import { BUS_ROLE } from '@offplan/kernel/events/bus/postgres/migrate-bus';
import { PostgresBus } from '@offplan/kernel/events/bus/postgres/postgres-bus';
import { createLogger, type Logger } from '@offplan/kernel/logging';

/** What a process of a production-like installation starts from: everything by its environment (OPS-3). */
export interface ProcessEnvironment {
  settings: Settings;
  databaseUrl: string;
  databasePassword: string;
  logger: Logger;
}

/** Reads the environment; prints every fault of it and ends the process when it cannot be used. */
export function processEnvironment(): ProcessEnvironment {
  try {
    const settings = readSettings({ OFFPLAN_MODE: 'production', ...process.env });
    return {
      settings,
      databaseUrl: settings.OFFPLAN_DATABASE_URL!,
      databasePassword: settings.OFFPLAN_DATABASE_PASSWORD!,
      logger: createLogger(settings.OFFPLAN_LOG_LEVEL),
    };
  } catch (fault) {
    if (!(fault instanceof SettingsError)) throw fault;
    console.error(fault.message);
    process.exit(1);
  }
}

export async function openConfiguredBus({
  settings,
  databaseUrl,
  databasePassword,
  logger,
}: ProcessEnvironment): Promise<Bus> {
  if (settings.OFFPLAN_BUS === 'nats') return NatsBus.open({ servers: settings.OFFPLAN_NATS_URL!, logger });
  return new PostgresBus({ connectionString: databaseUrlFor(databaseUrl, BUS_ROLE, databasePassword), logger });
}

/** Calls `close` on the first signal to end, and ends when it is done. */
export function closeOnSignal(close: () => Promise<void>): void {
  let isClosing = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (isClosing) process.exit(1);
      isClosing = true;
      close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
}
