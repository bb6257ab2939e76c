import { useT } from '../i18n/catalogue.tsx';

/** Free addresses for one that is taken (ID-24), to choose with a click. */
export function SlugSuggestions({ slugs, onChoose }: { slugs: readonly string[]; onChoose: (slug: string) => void }) {
  const t = useT();
  if (slugs.length === 0) return null;
  return (
    <p className="o-suggestions">
      {t('signup.free')}
      {slugs.map((slug) => (
        <button key={slug} type="button" className="o-chip" onClick={() => onChoose(slug)}>
          {slug}
        </button>
      ))}
    </p>
  );
}
