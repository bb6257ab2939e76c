import { Icon, type IconName } from '@offplan/kit/components/icon.tsx';
import { T, useT } from '../i18n/catalogue.tsx';
import type { Cap, Excess } from './usage.ts';

const ICONS: Record<Cap, IconName> = {
  projects: 'building',
  teamMembers: 'team',
  unitsPerProject: 'board',
  guestOrganisations: 'alloc',
};

/** What the present use has more of than a lower plan: it turns read-only on the day, and is never deleted (BIL-23). */
export function ExcessList({ tier, excess }: { tier: string; excess: readonly Excess[] }) {
  const t = useT();
  if (excess.length === 0) return null;
  return (
    <section className="o-excess">
      <h3 className="o-caps">{t('plan.excess', { tier })}</h3>
      <ul>
        {excess.map(({ cap, used, limit }) => (
          <li key={cap}>
            <Icon name={ICONS[cap]} />
            <span>
              <T id={`plan.excess.${cap}`} values={{ used, limit, tier }} with={{ 0: <b /> }} />
            </span>
          </li>
        ))}
      </ul>
      <p className="o-muted o-small">{t('plan.excessHint')}</p>
    </section>
  );
}
