import { useQuery, useSubscription } from '@apollo/client/react';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { StateMessage } from '@offplan/kit/components/states.tsx';
import { Num } from '@offplan/kit/components/text.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { statusName } from '../board/board-unit.ts';
import { useT } from '../i18n/catalogue.tsx';
import { StatusSwatch } from '../units/status-swatch.tsx';
import { UnitImportDocument, UnitImportProgressDocument } from './import-documents.ts';
import type { UnitImport } from './import-plan.ts';

/** Asked for as well as pushed, so that a lost connection does not leave the bar standing. */
const ASK_EVERY_MS = 2_500;

function Progress({ unitImport }: { unitImport: UnitImport }) {
  const t = useT();
  const formats = useFormats();
  const { done, total } = unitImport.progress;
  return (
    <section className="o-card o-run" aria-label={t('import.running')}>
      <h2>{t('import.running')}</h2>
      <progress value={done} max={Math.max(1, total)} aria-label={t('import.running')} />
      <p className="o-muted">
        <Num>{t('import.progress', { done: formats.number(done), total: formats.number(total) })}</Num>
      </p>
    </section>
  );
}

function Result({ unitImport, boardLink }: { unitImport: UnitImport; boardLink: string }) {
  const t = useT();
  const formats = useFormats();
  const result = unitImport.result;
  if (!result) return null;
  return (
    <section className="o-card o-run" aria-label={t('import.done')}>
      <h2>
        <Icon name="check" />
        {t('import.done')}
      </h2>
      <dl className="o-figures">
        {(['created', 'updated', 'unchanged', 'skipped'] as const).map((field) => (
          <div key={field}>
            <dt className="o-caps">{t(`import.${field}`)}</dt>
            <dd>
              <Num>{formats.number(result[field])}</Num>
            </dd>
          </div>
        ))}
      </dl>
      {result.conflicts.length > 0 && (
        <>
          <h3>{t('import.conflicts', { count: result.conflicts.length })}</h3>
          <p className="o-muted o-small">{t('import.conflictsHint')}</p>
          <ul className="o-conflicts">
            {result.conflicts.map((conflict) => (
              <li key={`${conflict.unitNumber}:${conflict.occurredAt}`}>
                <StatusSwatch status={conflict.status} />
                <b>{conflict.unitNumber}</b>
                <span>
                  {statusName(t, conflict.status)} ·{' '}
                  {conflict.winner?.name ?? conflict.winner?.organisationName ?? t('history.system')} ·{' '}
                  {formats.time(conflict.occurredAt)}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      <Link className="o-btn o-pri o-lg" to={boardLink}>
        <Icon name="board" />
        {t('import.toBoard')}
      </Link>
    </section>
  );
}

/** Writing, with progress pushed by the server, then what was written. */
export function RunStep({
  unitImport,
  onDone,
  boardLink,
}: {
  unitImport: UnitImport;
  onDone: () => Promise<void>;
  boardLink: string;
}) {
  const t = useT();
  const isRunning = unitImport.state === 'RUNNING';
  useSubscription(UnitImportProgressDocument, { variables: { importId: unitImport.id }, skip: !isRunning });
  const { refetch } = useQuery(UnitImportDocument, {
    variables: { id: unitImport.id },
    pollInterval: isRunning ? ASK_EVERY_MS : 0,
  });
  // The last push carries the state without the result, which is asked for once.
  const isWaiting = unitImport.state === 'DONE' && !unitImport.result;
  useEffect(() => {
    if (isWaiting) void refetch();
  }, [isWaiting, refetch]);
  const isDone = unitImport.state === 'DONE';
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the import has ended.
  useEffect(() => {
    if (isDone) void onDone();
  }, [isDone]);
  return (
    <div className="o-run-wrap">
      {unitImport.state === 'FAILED' ? (
        <StateMessage icon="warn" tone="danger" title={t('import.failed')}>
          {t('import.failedHint')}
        </StateMessage>
      ) : isDone && unitImport.result ? (
        <Result unitImport={unitImport} boardLink={boardLink} />
      ) : (
        <Progress unitImport={unitImport} />
      )}
    </div>
  );
}
