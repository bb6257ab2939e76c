import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconButton, Segmented } from '@offplan/kit/components/button.tsx';
import type { Locale } from '@offplan/kit/i18n/locale.ts';
import { useLanguage, useT } from '../i18n/catalogue.tsx';

/** Each language names itself. */
export const LANGUAGE_NAMES: Record<Locale, string> = { en: 'English', ru: 'Русский', ar: 'العربية' };

export function LanguageSwitch() {
  const t = useT();
  const { locale, choose } = useLanguage();
  return (
    <Segmented
      label={t('settings.language')}
      value={locale}
      onChange={choose}
      options={(Object.keys(LANGUAGE_NAMES) as Locale[]).map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
    />
  );
}

export function ColourSchemeSwitch() {
  const t = useT();
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme('light') === 'dark';
  return (
    <IconButton
      icon={isDark ? 'sun' : 'moon'}
      label={isDark ? t('settings.light') : t('settings.dark')}
      onClick={() => setColorScheme(isDark ? 'light' : 'dark')}
    />
  );
}
