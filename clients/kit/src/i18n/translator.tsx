import { setupI18n } from '@lingui/core';

import { I18nProvider, Trans, useLingui } from '@lingui/react';
import { createContext, type ReactElement, type ReactNode, useContext, useLayoutEffect, useMemo } from 'react';
import { compileMessage } from './compile-message.ts';
import { createFormats, type Formats } from './formats.ts';
import { directionOf, type Locale } from './locale.ts';

type Values = Record<string, string | number>;

const FormatsContext = createContext<Formats | null>(null);

/** Activates one catalogue of ICU messages for everything below, and tells the document its language and direction. */
export function TranslationProvider(props: {
  locale: Locale;
  messages: Record<string, string>;
  timeZone?: string;
  children: ReactNode;
}) {
  const { locale, messages, timeZone, children } = props;
  const i18n = useMemo(() => {
    const instance = setupI18n();
    // Catalogues are shipped uncompiled: they stay readable, and no build step can make them stale.
    instance.setMessagesCompiler(compileMessage);
    instance.load(locale, messages);
    instance.activate(locale);
    return instance;
  }, [locale, messages]);
  const formats = useMemo(() => createFormats(locale, timeZone), [locale, timeZone]);
  // Before it is painted: no word stands in another language's direction.
  useLayoutEffect(() => {
    document.documentElement.lang = locale;
    document.documentElement.dir = directionOf(locale);
  }, [locale]);
  return (
    <I18nProvider i18n={i18n}>
      <FormatsContext.Provider value={formats}>{children}</FormatsContext.Provider>
    </I18nProvider>
  );
}

/** The active catalogue as a plain function. Clients narrow `Key` to the keys of their catalogue. */
export function useTranslator<Key extends string>(): (key: Key, values?: Values) => string {
  const { i18n } = useLingui();
  return useMemo(() => (key: Key, values?: Values) => i18n._(key, values), [i18n]);
}

/** A message with markup: `<0>…</0>` in the catalogue is rendered by `components[0]`. */
export function RichMessage(props: { id: string; values?: Values; components: Record<number, ReactElement> }) {
  return <Trans id={props.id} values={props.values} components={props.components as Record<string, ReactElement>} />;
}

/** Numbers, money, areas and times by the viewer's locale and zone. */
export function useFormats(): Formats {
  const formats = useContext(FormatsContext);
  if (!formats) throw new Error('useFormats is used outside TranslationProvider');
  return formats;
}
