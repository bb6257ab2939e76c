import { classNames } from '@offplan/kit/components/class-names.ts';
import { Checkbox, Select } from '@offplan/kit/components/field.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { kindName } from '../board/board-unit.ts';
import type { ImportField, UnitKind } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import {
  FIELD_KEYS,
  IMPORT_FIELDS,
  type ImportPlan,
  isArea,
  needsCheck,
  type Sheet,
  type UnitImport,
  withField,
  withKind,
  withMeasure,
  withSheet,
  withSplit,
} from './import-plan.ts';
import { StatusWords } from './status-words.tsx';

const KINDS: readonly UnitKind[] = ['APARTMENT', 'VILLA', 'OFFICE', 'SHOP', 'PARKING', 'STORAGE'];

interface PlanProps {
  readonly plan: ImportPlan;
  readonly onChange: (plan: ImportPlan) => void;
}

function Confidence({ value }: { value: number }) {
  const formats = useFormats();
  return (
    <span className={classNames('o-cf', value < 0.8 && 'o-lo')}>
      <u aria-hidden="true">
        <i style={{ width: `${Math.round(value * 100)}%` }} />
      </u>
      {formats.percent(value)}
    </span>
  );
}

function SheetColumns({ sheet, plan, onChange }: PlanProps & { sheet: Sheet }) {
  const t = useT();
  const planned = plan.sheets.find((candidate) => candidate.name === sheet.name);
  return (
    <table className="o-tbl o-map">
      <thead>
        <tr>
          <th>{t('import.inFile')}</th>
          <th className="o-desk-cell">{t('import.samples')}</th>
          <th>{t('import.becomes')}</th>
          <th className="o-desk-cell">{t('import.sure')}</th>
        </tr>
      </thead>
      <tbody>
        {sheet.columns.map((column) => {
          const choice = planned?.columns.find((candidate) => candidate.index === column.index);
          const isGuess = choice?.field === column.field;
          return (
            <tr key={column.index} className={classNames(isGuess && needsCheck(column) && 'o-chk')}>
              <td>
                <bdi>{column.header || t('import.noHeader', { column: column.index + 1 })}</bdi>
              </td>
              <td className="o-desk-cell">
                <span className="o-smp">
                  {column.samples.slice(0, 2).map((sample, index) => (
                    // samples may repeat and have no identity but their order.
                    <bdi key={index}>{sample}</bdi>
                  ))}
                </span>
              </td>
              <td>
                <span className="o-becomes">
                  <Select
                    label={t('import.becomesLabel', { column: column.header })}
                    className={choice?.field ? undefined : 'o-unset'}
                    value={choice?.field ?? ''}
                    onChange={(event) =>
                      onChange(
                        withField(plan, sheet.name, column.index, (event.target.value || null) as ImportField | null),
                      )
                    }
                  >
                    <option value="">{t('import.skipColumn')}</option>
                    {IMPORT_FIELDS.map((field) => (
                      <option key={field} value={field}>
                        {t(FIELD_KEYS[field])}
                      </option>
                    ))}
                  </Select>
                  {isArea(choice?.field ?? null) && (
                    <Select
                      label={t('import.measure')}
                      className="o-measure"
                      value={choice?.measure ?? 'm2'}
                      onChange={(event) => onChange(withMeasure(plan, sheet.name, column.index, event.target.value))}
                    >
                      <option value="m2">{t('import.m2')}</option>
                      <option value="ft2">{t('import.ft2')}</option>
                    </Select>
                  )}
                </span>
              </td>
              <td className="o-desk-cell">
                {!choice?.field ? (
                  <span className="o-muted">—</span>
                ) : isGuess ? (
                  <Confidence value={column.confidence} />
                ) : (
                  <span className="o-badge o-ok">{t('import.yours')}</span>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** What was guessed about the file, for the person to correct: sheets, columns, words for statuses. */
export function ColumnsCard(
  props: PlanProps & { unitImport: UnitImport; keepsMapping: boolean; onKeepMapping: (keeps: boolean) => void },
) {
  const { unitImport, plan, onChange } = props;
  const t = useT();
  const chosen = unitImport.sheets.filter(
    (sheet) => plan.sheets.find((planned) => planned.name === sheet.name)?.isChosen,
  );
  const columns = chosen.flatMap((sheet) => sheet.columns);
  const guessed = columns.filter((column) => column.field !== null).length;
  const toCheck = columns.filter(needsCheck).length;
  return (
    <section className="o-card" aria-label={t('import.columns')}>
      <header>
        <h2>{t('import.columns')}</h2>
        <span className="o-muted o-small">{t('import.guessed', { guessed, total: columns.length })}</span>
        <span className="o-grow" />
        {toCheck > 0 && <span className="o-badge o-gold">{t('import.toCheck', { count: toCheck })}</span>}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard. */}
      <div className="o-imp-scroll" tabIndex={0}>
        {unitImport.sheets.length > 1 && (
          <fieldset className="o-sheets">
            <legend className="o-caps">{t('import.sheets')}</legend>
            {unitImport.sheets.map((sheet) => (
              <Checkbox
                key={sheet.name}
                checked={plan.sheets.find((planned) => planned.name === sheet.name)?.isChosen ?? false}
                onChange={(event) => onChange(withSheet(plan, sheet.name, event.target.checked))}
              >
                <bdi>{sheet.name}</bdi> <span className="o-muted">{t('import.rows', { rows: sheet.rowCount })}</span>
              </Checkbox>
            ))}
          </fieldset>
        )}
        {unitImport.mapping.splits.length > 1 && (
          <label className="o-choice">
            <span>{t('import.split')}</span>
            <Select
              label={t('import.split')}
              value={plan.splitValue ?? ''}
              onChange={(event) => onChange(withSplit(plan, event.target.value || null))}
            >
              <option value="">{t('import.splitAll')}</option>
              {unitImport.mapping.splits.map(({ value, rowCount }) => (
                <option key={value} value={value}>
                  {value} · {t('import.rows', { rows: rowCount })}
                </option>
              ))}
            </Select>
          </label>
        )}
        {chosen.map((sheet) => (
          <div key={sheet.name}>
            {chosen.length > 1 && (
              <h3 className="o-sheet-name">
                <bdi>{sheet.name}</bdi>
              </h3>
            )}
            {sheet.notes.map((note) => (
              <p key={note.code} className="o-sheet-note">
                <Icon name="eye" />
                {note.message}
              </p>
            ))}
            <SheetColumns sheet={sheet} plan={plan} onChange={onChange} />
          </div>
        ))}
        {!columns.some((column) => column.field === 'KIND') && (
          <label className="o-choice">
            <span>{t('import.kind')}</span>
            <Select
              label={t('import.kind')}
              value={plan.kind ?? ''}
              onChange={(event) => onChange(withKind(plan, (event.target.value || null) as UnitKind | null))}
            >
              <option value="">{t('import.kindGuess')}</option>
              {KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {kindName(t, kind)}
                </option>
              ))}
            </Select>
          </label>
        )}
        <StatusWords plan={plan} onChange={onChange} />
      </div>
      <footer className="o-actbar">
        <Checkbox checked={props.keepsMapping} onChange={(event) => props.onKeepMapping(event.target.checked)}>
          {t('import.keep')}
        </Checkbox>
      </footer>
    </section>
  );
}
