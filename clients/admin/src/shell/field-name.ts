import { isMessageKey, type Translate } from '../i18n/catalogue.tsx';

/** A field that a server names, in the viewer's words; one without words as it is written. */
export function fieldName(t: Translate, field: string): string {
  const key = `field.${field}`;
  return isMessageKey(key) ? t(key) : field;
}
