/** The languages of the clients. */
export const LOCALES = ['en', 'ru', 'ar'] as const;
export type Locale = (typeof LOCALES)[number];

const STORAGE_KEY = 'offplan-locale';

/** Reading direction of a language. */
export function directionOf(locale: Locale): 'ltr' | 'rtl' {
  return locale === 'ar' ? 'rtl' : 'ltr';
}

/** The language that a tag such as `ru-RU` names, when it is one of ours. */
export function localeOf(tag: string | null | undefined): Locale | undefined {
  const language = tag?.slice(0, 2).toLowerCase();
  return LOCALES.find((locale) => locale === language);
}

/** What somebody chose in this browser, if anybody has. */
export function keptLocale(): Locale | undefined {
  return localeOf(localStorage.getItem(STORAGE_KEY));
}

/** The kept choice, else the first browser language that we speak, else English. */
export function initialLocale(): Locale {
  return keptLocale() ?? navigator.languages.map(localeOf).find(Boolean) ?? 'en';
}

/** Keeps the viewer's choice for this browser. */
export function keepLocale(locale: Locale): void {
  localStorage.setItem(STORAGE_KEY, locale);
}
