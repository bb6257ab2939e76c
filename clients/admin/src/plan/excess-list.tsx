import { Icon, type IconName } from '@offplan/kit/components/icon.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import type { ReactNode } from 'react';
import { T, useT } from '../i18n/catalogue.tsx';
import type { KeptKind, PlanFit } from './plan-fit.ts';

const ICONS: Record<KeptKind, IconName> = { projects: 'building', members: 'team', guests: 'alloc' };

interface ExcessListProps {
  tier: string;
  fit: PlanFit;
  /** It is read-only already. */
  isNow?: boolean;
}

/** In a dialog about another plan: what does not fit that, and what becomes of it. `action`: what can be done about it. */
export function ExcessSection({ action, ...props }: ExcessListProps & { action?: ReactNode }) {
  const t = useT();
  return (
    <section className="o-stay-list">
      <div className="o-row">
        <h3 className="o-caps o-grow">{t('plan.excess', { tier: props.tier })}</h3>
        {action}
      </div>
      <ExcessList {...props} />
      <p className="o-muted o-small">{t('stay.hint')}</p>
    </section>
  );
}

/** What a plan does not hold: it turns read-only on the day, or is so now, and is never deleted (BIL-23). */
export function ExcessList({ tier, fit, isNow = false }: ExcessListProps) {
  const t = useT();
  const formats = useFormats();
  return (
    <ul className="o-excess">
      {fit.kinds.map(({ kind, limit, staying, beyond }) => (
        <li key={kind}>
          <Icon name={ICONS[kind]} />
          <div>
            <T
              id={`plan.excess.${kind}`}
              values={{ used: staying.length + beyond.length, limit, tier }}
              with={{ 0: <b /> }}
            />
            <p className="o-muted">
              {t(isNow ? 'plan.excess.are' : 'plan.excess.turn', {
                names: formats.list(beyond.map(({ name }) => name)),
              })}
            </p>
          </div>
        </li>
      ))}
      {fit.units.map(({ project, units, beyond, limit }) => (
        <li key={project}>
          <Icon name="board" />
          <div>
            <T id="plan.excess.units" values={{ used: units, limit, tier, project }} with={{ 0: <b /> }} />
            <p className="o-muted">{t(isNow ? 'plan.excess.unitsAre' : 'plan.excess.unitsTurn', { count: beyond })}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
