import { classNames } from '@offplan/kit/components/class-names.ts';
import { Num } from '@offplan/kit/components/text.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { useT } from '../i18n/catalogue.tsx';
import { CAPS, type Limits, type Usage } from './usage.ts';

/** What is used of the plan, cap by cap. Without a cap there is no bar to fill. */
export function UsageBars({ usage, limits }: { usage: Usage; limits: Limits }) {
  const t = useT();
  const formats = useFormats();
  return (
    <dl className="o-usage">
      {CAPS.map((cap) => {
        const used = usage[cap];
        if (used === undefined) return null;
        const limit = limits[cap] ?? null;
        return (
          <div key={cap}>
            <dt>{t(`plan.used.${cap}`)}</dt>
            <dd>
              <Num>
                <b>{formats.number(used)}</b>
                {limit !== null && ` / ${formats.number(limit)}`}
              </Num>
            </dd>
            {limit === null ? (
              <dd className="o-usage-free">{t('plan.noLimit')}</dd>
            ) : (
              <dd className={classNames('o-usage-bar', used >= limit && 'o-hi')} aria-hidden="true">
                <i style={{ width: `${limit === 0 ? 100 : Math.min(100, (used / limit) * 100)}%` }} />
              </dd>
            )}
          </div>
        );
      })}
    </dl>
  );
}
