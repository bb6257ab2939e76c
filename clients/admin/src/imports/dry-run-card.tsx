import { Button } from '@offplan/kit/components/button.tsx';
import { Skeleton, StateMessage } from '@offplan/kit/components/states.tsx';
import { Num } from '@offplan/kit/components/text.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { useT } from '../i18n/catalogue.tsx';
import { fieldName } from '../shell/field-name.ts';
import { type ImportPlan, type UnitImport, withCorrection, withWord } from './import-plan.ts';

interface DryRunCardProps {
  readonly unitImport: UnitImport;
  readonly plan: ImportPlan;
  readonly onChange: (plan: ImportPlan) => void;
  readonly isBusy: boolean;
  readonly onAgain: () => void;
}

type Preview = NonNullable<UnitImport['preview']>;
type Problem = Preview['problems']['edges'][number]['node'];

/** Takes a suggestion: a status word is learnt for all rows, any other value corrects its own cell. */
function withSuggestion(plan: ImportPlan, problem: Problem): ImportPlan {
  const { suggestion, sheet, row, column } = problem;
  if (!suggestion) return plan;
  if (suggestion.statusWord && suggestion.status) return withWord(plan, suggestion.statusWord, suggestion.status);
  return column === null ? plan : withCorrection(plan, { sheet, row, column, value: suggestion.value });
}

function Counts({ preview }: { preview: Preview }) {
  const t = useT();
  const formats = useFormats();
  const tiles = [
    { key: 'new', count: preview.newCount, hint: preview.newSummary ?? t('import.newHint') },
    { key: 'changed', count: preview.changedCount, hint: t('import.changedHint') },
    { key: 'unchanged', count: preview.unchangedCount, hint: t('import.unchangedHint') },
    { key: 'missing', count: preview.missingCount, hint: t('import.missingHint') },
    {
      key: 'wrong',
      count: preview.wrongCount,
      hint: preview.wrongCount > 0 ? t('import.wrongHint') : t('import.nothingWrong'),
    },
  ] as const;
  return (
    <dl className="o-tiles">
      {tiles.map(({ key, count, hint }) => (
        <div key={key} className={key === 'wrong' && count > 0 ? 'o-wrong' : undefined}>
          <dd>
            <Num>{formats.number(count)}</Num>
          </dd>
          <dt>{t(`import.${key}`)}</dt>
          <small>{hint}</small>
        </div>
      ))}
    </dl>
  );
}

/** What the import would do, and each row that it cannot read: row, column, value, reason, and a way out (INV-21). */
export function DryRunCard({ unitImport, plan, onChange, isBusy, onAgain }: DryRunCardProps) {
  const t = useT();
  const formats = useFormats();
  const preview = unitImport.preview;
  const problems = preview?.problems.edges.map((edge) => edge.node) ?? [];
  const changes = preview?.changes.edges.map((edge) => edge.node) ?? [];
  return (
    <section className="o-card" aria-label={t('import.rehearsal')} aria-busy={isBusy}>
      <header>
        <h2>{t('import.rehearsal')}</h2>
        <span className="o-muted o-small" role="status">
          {isBusy
            ? t('import.rehearsing')
            : preview && t('import.took', { seconds: formats.number(preview.tookMs / 1000, 1) })}
        </span>
        <span className="o-grow" />
        <Button size="small" kind="quiet" icon="refresh" onClick={onAgain}>
          {t('import.again')}
        </Button>
      </header>
      {!plan.sheets.some((sheet) => sheet.isChosen) ? (
        <StateMessage icon="file" title={t('import.noSheet')} isCompact>
          {t(unitImport.sheets.length > 1 ? 'import.noSheetHint' : 'import.noRowsHint')}
        </StateMessage>
      ) : !preview ? (
        <div className="o-stack o-pad-card">
          <Skeleton height="72px" />
          <Skeleton height="32px" />
          <Skeleton height="32px" />
          <Skeleton height="32px" />
        </div>
      ) : (
        <>
          <Counts preview={preview} />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard. */}
          <div className="o-imp-scroll" tabIndex={0}>
            {problems.length === 0 ? (
              <StateMessage icon="shield" title={t('import.allRead')} isCompact>
                {t('import.allReadHint')}
              </StateMessage>
            ) : (
              <table className="o-tbl o-err">
                <thead>
                  <tr>
                    <th className="o-r">{t('import.row')}</th>
                    <th>{t('import.column')}</th>
                    <th>{t('import.value')}</th>
                    <th>{t('import.reason')}</th>
                  </tr>
                </thead>
                <tbody>
                  {problems.map((problem) => (
                    <tr
                      key={`${problem.sheet}:${problem.row}:${problem.column}:${problem.code}`}
                      className={problem.severity === 'WARNING' ? 'o-mild' : undefined}
                    >
                      <td className="o-r">
                        <b className="o-num">{formats.number(problem.row)}</b>
                      </td>
                      <td>
                        <bdi>{problem.column ?? '—'}</bdi>
                        {unitImport.sheets.length > 1 && <small>{problem.sheet}</small>}
                      </td>
                      <td>
                        <bdi className="o-val">{problem.value || t('import.emptyValue')}</bdi>
                      </td>
                      <td>
                        {problem.reason}
                        {problem.suggestion && (
                          <small>
                            <button
                              type="button"
                              className="o-suggestion"
                              onClick={() => onChange(withSuggestion(plan, problem))}
                            >
                              {problem.suggestion.label}
                            </button>
                          </small>
                        )}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
            {(preview.problems.totalCount ?? 0) > problems.length && (
              <p className="o-muted o-small o-pad-card">
                {t('import.moreProblems', { count: (preview.problems.totalCount ?? 0) - problems.length })}
              </p>
            )}
          </div>
          {changes.length > 0 && (
            <div className="o-peek-wrap">
              <p className="o-caps">{t('import.fromChanges', { count: preview.changedCount })}</p>
              <table className="o-tbl o-peek">
                <tbody>
                  {changes.slice(0, 4).map((change) => (
                    <tr key={`${change.building}:${change.unitNumber}:${change.field}`}>
                      <th scope="row">
                        <bdi>{change.unitNumber}</bdi>
                      </th>
                      <td className="o-muted">{fieldName(t, change.field)}</td>
                      <td>
                        <s>
                          <bdi>{change.before ?? '—'}</bdi>
                        </s>
                      </td>
                      <td>
                        <bdi>{change.after ?? '—'}</bdi>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </>
      )}
    </section>
  );
}
