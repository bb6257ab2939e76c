import { Banner } from '@offplan/kit/components/states.tsx';
import { Link, useParams } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { useWorkspace } from '../shell/workspace.tsx';

/** Says on each page what is read-only because the plan does not hold it, and who can change that: the viewer's own place, else the project (BIL-23). */
export function BeyondBanner() {
  const t = useT();
  const { isBeyondPlan, guest, organisation, projects, slug, can } = useWorkspace();
  const { project: projectSlug } = useParams();
  const project = projects.find((one) => one.slug === projectSlug && one.isBeyondPlan);
  if (!isBeyondPlan && !project) return null;
  const values = {
    organisation: organisation.name,
    name: organisation.owner?.name ?? t('role.owner'),
    project: project?.name ?? '',
  };
  const mayPay = !guest && can('change_billing');
  const text = isBeyondPlan
    ? t(guest ? 'beyond.guest' : 'beyond.seat', values)
    : t(guest ? 'beyond.projectOfHost' : mayPay ? 'beyond.projectOwn' : 'beyond.project', values);
  return (
    <Banner
      tone="gold"
      icon="lock"
      action={
        mayPay && (
          <Link className="o-btn o-gold o-sm" to={`/w/${slug}/plan`}>
            {t('stay.choose')}
          </Link>
        )
      }
    >
      {text}
    </Banner>
  );
}
