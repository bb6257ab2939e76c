import { Banner } from '@offplan/kit/components/states.tsx';
import { Link } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { useWorkspace } from '../shell/workspace.tsx';
import type { BoardUnit } from './board-unit.ts';

/** Says how many units are read-only because the plan holds fewer in a project; where the whole project is beyond it, that is said elsewhere (BIL-23). */
export function UnitsBeyondBanner({ slug, units }: { slug: string; units: readonly BoardUnit[] }) {
  const t = useT();
  const { projects, guest, can, slug: workspace } = useWorkspace();
  const count = units.filter((unit) => unit.isBeyondPlan).length;
  if (count === 0 || projects.find((project) => project.slug === slug)?.isBeyondPlan) return null;
  return (
    <Banner
      tone="gold"
      icon="lock"
      action={
        !guest &&
        can('change_billing') && (
          <Link className="o-btn o-gold o-sm" to={`/w/${workspace}/plan`}>
            {t('nav.plan')}
          </Link>
        )
      }
    >
      {t('beyond.units', { count })}
    </Banner>
  );
}
