import { classNames } from '@offplan/kit/components/class-names.ts';
import { Num } from '@offplan/kit/components/text.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { useT } from '../i18n/catalogue.tsx';
import { CAPS, type Limits, type Usage } from './usage.ts';

/** What is used of the plan, cap by cap. Without a cap there is no bar to fill. */
export function UsageBars(props: { usage: Usage; limits: Limits; isFreeGuest: boolean }) {
  const { usage, limits, isFreeGuest } = props;
  const t = useT();
  const formats = useFormats();
  return (
    <dl className="o-usage">
      {CAPS.map((cap) => {
        const used = usage[cap];
        if (used === undefined) return null;
        const limit = limits[cap] ?? null;
        // Of what a Free Guest has none of, what is left from before is kept.
        const isCapped = limit !== null && limit > 0;
        return (
          <div key={cap}>
            <dt>{t(`plan.used.${cap}`)}</dt>
            <dd>
              <Num>
                <b>{formats.number(used)}</b>
                {isCapped && ` / ${formats.number(limit)}`}
              </Num>
            </dd>
            {isCapped ? (
              <dd className={classNames('o-usage-bar', used >= limit && 'o-hi')} aria-hidden="true">
                <i style={{ width: `${Math.min(100, (used / limit) * 100)}%` }} />
              </dd>
            ) : (
              <dd className="o-usage-free">
                {t(limit === null && !isFreeGuest ? 'plan.noLimit' : used > 0 ? 'plan.keptReadOnly' : 'plan.needsPlan')}
              </dd>
            )}
          </div>
        );
      })}
    </dl>
  );
}
