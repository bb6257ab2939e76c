import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { IconButton, Segmented } from '@offplan/kit/components/button.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import type { Locale } from '@offplan/kit/i18n/locale.ts';
import { ChangeLocaleDocument } from '../account/account-documents.ts';
import { useLanguage, useT } from '../i18n/catalogue.tsx';
import { publicClient, useSession } from '../session/session.tsx';
import { faultText } from './fault-text.ts';

/** Each language names itself. */
export const LANGUAGE_NAMES: Record<Locale, string> = { en: 'English', ru: 'Русский', ar: 'العربية' };

/** The language of this browser and, of whoever is signed in, of the account: mails follow it. */
export function LanguageSwitch() {
  const t = useT();
  const { locale, choose } = useLanguage();
  const session = useSession();
  const set = async (next: Locale) => {
    choose(next);
    if (session.state.kind !== 'signed-in') return;
    try {
      await publicClient.mutate({ mutation: ChangeLocaleDocument, variables: { input: { locale: next } } });
    } catch (error) {
      showToast(faultText(t, faultCodeOf(error)), 'failed');
    }
  };
  return (
    <Segmented
      label={t('settings.language')}
      value={locale}
      onChange={(next) => void set(next)}
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
