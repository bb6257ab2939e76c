/** The languages of the clients. */
export const LOCALES = ['en', 'ru', 'ar'] as const;
export type Locale = (typeof LOCALES)[number];

const STORAGE_KEY = 'offplan-locale';

/** Reading direction of a language. */
export function directionOf(locale: Locale): 'ltr' | 'rtl' {
  return locale === 'ar' ? 'rtl' : 'ltr';
}

/** The kept choice, else the first browser language that we speak, else English. */
export function initialLocale(): Locale {
  const wanted = [localStorage.getItem(STORAGE_KEY) ?? '', ...navigator.languages];
  for (const tag of wanted) {
    const language = tag.slice(0, 2).toLowerCase();
    const match = LOCALES.find((locale) => locale === language);
    if (match) return match;
  }
  return 'en';
}

/** Keeps the viewer's choice for this browser. */
export function keepLocale(locale: Locale): void {
  localStorage.setItem(STORAGE_KEY, locale);
}
