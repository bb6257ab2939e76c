import type { MessageKey, Translate } from '../i18n/catalogue.tsx';

/** The words for a field's error: a catalogue key from our schema, or the server's own message as it came. */
export function fieldError(t: Translate, error: { message?: string; type?: unknown } | undefined): string | undefined {
  if (!error?.message) return undefined;
  return error.type === 'server' ? error.message : t(error.message as MessageKey);
}
