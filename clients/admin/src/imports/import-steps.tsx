import { classNames } from '@offplan/kit/components/class-names.ts';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { useT } from '../i18n/catalogue.tsx';

const STEPS = ['file', 'columns', 'rehearsal', 'write'] as const;
export type Step = (typeof STEPS)[number];

/** Where the import is. Columns and dry run are worked on together. */
export function ImportSteps({ current, isDone }: { current: Step; isDone: boolean }) {
  const t = useT();
  const at = STEPS.indexOf(current);
  return (
    <ol className="o-steps">
      {STEPS.map((step, index) => {
        const isPast = index < at || isDone;
        const isCurrent = !isPast && (index === at || (current === 'rehearsal' && step === 'columns'));
        return (
          <li
            key={step}
            className={classNames(isPast && 'o-done', isCurrent && 'o-cur')}
            aria-current={index === at ? 'step' : undefined}
          >
            <i>{isPast ? <Icon name="check" /> : index + 1}</i>
            {t(`import.step.${step}`)}
          </li>
        );
      })}
    </ol>
  );
}
