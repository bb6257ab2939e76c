import { pino } from 'pino';

/** The part of pino that the code uses. Messages carry ids, never personal data (OPS-20). */
export interface Logger {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
  child(bindings: object): Logger;
}

export function createLogger(level: string): Logger {
  return pino({ level, base: null, redact: ['*.password', '*.token', '*.cookie', '*.authorization'] });
}

export const silentLogger: Logger = createLogger('silent');
