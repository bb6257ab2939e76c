import { initialLocale, keepLocale, keptLocale, type Locale, localeOf } from '@offplan/kit/i18n/locale.ts';
import { RichMessage, TranslationProvider, useTranslator } from '@offplan/kit/i18n/translator.tsx';
import {
  createContext,
  type ReactElement,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
} from 'react';
import { en } from './en.ts';

/** A key of the catalogue. English is the source; the others must have the same keys (checked by TypeScript). */
export type MessageKey = keyof typeof en;
export type Catalogue = Record<MessageKey, string>;

/** Whether the catalogues know a key that is put together from what a server names. */
export const isMessageKey = (key: string): key is MessageKey => key in en;

/** Languages other than English are fetched when they are first chosen. */
const CATALOGUES: Record<Locale, () => Promise<Catalogue>> = {
  en: async () => en,
  ru: async () => (await import('./ru.ts')).ru,
  ar: async () => (await import('./ar.ts')).ar,
};

interface Language {
  readonly locale: Locale;
  choose(locale: Locale): void;
  /** Takes up the language of an account, unless another was chosen in this browser. */
  follow(tag: string): void;
}

const LanguageContext = createContext<Language | null>(null);

/** The viewer's language and the way to change it. */
export function useLanguage(): Language {
  const language = useContext(LanguageContext);
  if (!language) throw new Error('useLanguage is used outside LanguageProvider');
  return language;
}

/** Loads the chosen catalogue before anything is drawn, so that no screen flashes in another language. */
export function LanguageProvider({ children }: { children: (locale: Locale) => ReactNode }) {
  const [loaded, setLoaded] = useState<{ locale: Locale; messages: Catalogue }>();
  const [locale, setLocale] = useState(initialLocale);
  useEffect(() => {
    let isCurrent = true;
    void CATALOGUES[locale]().then((messages) => isCurrent && setLoaded({ locale, messages }));
    return () => {
      isCurrent = false;
    };
  }, [locale]);
  const choose = useCallback((next: Locale) => {
    keepLocale(next);
    setLocale(next);
  }, []);
  const follow = useCallback((tag: string) => setLocale((known) => keptLocale() ?? localeOf(tag) ?? known), []);
  const language = useMemo<Language>(() => ({ locale, choose, follow }), [locale, choose, follow]);
  if (!loaded) return null;
  return (
    <LanguageContext.Provider value={language}>
      <TranslationProvider locale={loaded.locale} messages={loaded.messages}>
        {children(loaded.locale)}
      </TranslationProvider>
    </LanguageContext.Provider>
  );
}

export type Translate = (key: MessageKey, values?: Record<string, string | number>) => string;

/** Puts a key of the catalogue into the viewer's words. */
export function useT(): Translate {
  return useTranslator<MessageKey>();
}

/** A message with markup: `<0>…</0>` in the catalogue is rendered by `with[0]`. */
export function T(props: {
  id: MessageKey;
  values?: Record<string, string | number>;
  with: Record<number, ReactElement>;
}) {
  return <RichMessage id={props.id} values={props.values} components={props.with} />;
}
