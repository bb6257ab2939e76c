import { Icon } from '@offplan/kit/components/icon.tsx';
import { Num } from '@offplan/kit/components/text.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { Link } from 'react-router';
import type { ProjectCardFragment } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { StockDrawing } from '../projects/stock-drawing.tsx';
import { StatusSwatch } from '../units/status-swatch.tsx';
import type { Host } from './use-guest-projects.ts';

/** A project of a host; a click leads into the host's own scope (ID-56). */
export function GuestProjectCard({ host, project }: { host: Host; project: ProjectCardFragment }) {
  const t = useT();
  const formats = useFormats();
  const { unitCounts: counts } = project;
  return (
    <Link className="o-card o-pc" to={`/w/${host.organisation.slug}/p/${project.slug}/board`}>
      <div className="o-pic">
        <StockDrawing counts={counts} />
      </div>
      <div className="o-bd">
        <div className="o-row">
          <h3>{project.name}</h3>
          <span className="o-grow" />
          {host.guest?.capabilities.map((capability) => (
            <span key={capability} className="o-badge">
              {t(capability === 'SALES' ? 'guests.sales' : 'guests.content')}
            </span>
          ))}
        </div>
        <span className="o-muted o-small">{t('projects.host', { organisation: host.organisation.name })}</span>
        <span className="o-small">
          {counts.total > 0 ? t('projects.unitsForYou', { count: counts.total }) : t('projects.noUnitsForYou')}
        </span>
      </div>
      <div className="o-ft">
        {(['AVAILABLE', 'RESERVED', 'SOLD'] as const).map((status) => (
          <span key={status}>
            <StatusSwatch status={status} />
            <Num>{formats.number(counts[status.toLowerCase() as 'available' | 'reserved' | 'sold'])}</Num>
          </span>
        ))}
        <span className="o-open">
          {t('projects.open')} <Icon name="right" isDirectional />
        </span>
      </div>
    </Link>
  );
}

/** A project of one's own from before the plan ended: a preview, and the way to have it back (UI-14). */
export function FrozenProjectCard(props: { slug: string; project: ProjectCardFragment; onReactivate: () => void }) {
  const { slug, project, onReactivate } = props;
  const t = useT();
  const { unitCounts: counts } = project;
  return (
    <article className="o-card o-pc o-frozen">
      <div className="o-pic">
        <StockDrawing counts={counts} />
        <span className="o-frost" />
        <span className="o-badge o-frozen-mark">
          <Icon name="snow" />
          {t('freeGuest.frozenMark')}
        </span>
      </div>
      <div className="o-bd">
        <h3>{t('freeGuest.frozen', { project: project.name })}</h3>
        <span className="o-small o-muted">{t('freeGuest.frozenHint', { count: counts.total })}</span>
      </div>
      <div className="o-ft">
        <button type="button" className="o-gold-link" onClick={onReactivate}>
          {t('freeGuest.reactivateProject')}
        </button>
        <Link className="o-open" to={`/w/${slug}/p/${project.slug}/board`}>
          <Icon name="eye" />
          {t('freeGuest.preview')}
        </Link>
      </div>
    </article>
  );
}
