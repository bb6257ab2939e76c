import type { MessageKey, Translate } from '../i18n/catalogue.tsx';

const KEYS: Record<string, MessageKey> = {
  NETWORK: 'fault.network',
  RATE_LIMITED: 'fault.rateLimited',
  SERVICE_UNAVAILABLE: 'fault.unavailable',
  FORBIDDEN: 'fault.forbidden',
  NOT_FOUND: 'fault.notFound',
  WORKSPACE_READ_ONLY: 'fault.readOnly',
};

/** What a fault means for the person and what to do about it (SCH-9 codes). */
export function faultText(t: Translate, code: string): string {
  return t(KEYS[code] ?? 'fault.internal');
}
