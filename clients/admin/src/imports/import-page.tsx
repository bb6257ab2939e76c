import { useApolloClient, useMutation, useQuery } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Button } from '@offplan/kit/components/button.tsx';
import { Skeleton, StateMessage } from '@offplan/kit/components/states.tsx';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { IdempotencyKeys } from '../flip/idempotency-keys.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useProject } from '../projects/project-route.tsx';
import { FaultMessage } from '../shell/fault.tsx';
import { faultText } from '../shell/fault-text.ts';
import { reasonText, refusalText } from '../shell/refusal-text.ts';
import { useTitle } from '../shell/use-title.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { ColumnsCard } from './columns-card.tsx';
import { DropStep } from './drop-step.tsx';
import { DryRunCard } from './dry-run-card.tsx';
import {
  PreviewUnitImportDocument,
  StageUnitListDocument,
  StartUnitImportDocument,
  UnitImportDocument,
} from './import-documents.ts';
import { type ImportPlan, planOf, type UnitImport } from './import-plan.ts';
import { ImportSteps, type Step } from './import-steps.tsx';
import { RunStep } from './run-step.tsx';
import { WriteBar } from './write-bar.tsx';
import './imports.css';

/** The dry run follows a correction after this pause. */
const REHEARSE_AFTER_MS = 500;

const stepOf = (unitImport: UnitImport | undefined): Step =>
  !unitImport
    ? 'file'
    : unitImport.state === 'STAGED'
      ? 'columns'
      : unitImport.state === 'PREVIEWED'
        ? 'rehearsal'
        : 'write';

/** A developer's price list becomes units: file, columns, dry run, write (INV-20, INV-21). The address keeps the import. */
export function ImportPage() {
  const t = useT();
  const { slug } = useWorkspace();
  const { facts, reload } = useProject();
  useTitle(`${facts.name} · ${t('nav.import')}`);
  const apollo = useApolloClient();
  const [params, setParams] = useSearchParams();
  const importId = params.get('import');
  const { data, error, refetch } = useQuery(UnitImportDocument, { variables: { id: importId ?? '' }, skip: !importId });
  const unitImport = data?.unitImport ?? undefined;
  const [plan, setPlan] = useState<ImportPlan>();
  const [keepsMapping, setKeepsMapping] = useState(true);
  const [failure, setFailure] = useState<string>();
  const [stage, { loading: isStaging }] = useMutation(StageUnitListDocument);
  const [preview, { loading: isRehearsing }] = useMutation(PreviewUnitImportDocument);
  const [start, { loading: isStarting }] = useMutation(StartUnitImportDocument);
  const keys = useMemo(() => new IdempotencyKeys(), []);
  const rehearsed = useRef<ImportPlan>(undefined);

  // A freshly read file brings the server's guesses; later answers must not undo the person's corrections.
  const stagedId = unitImport?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once an import, not with each answer about it.
  useEffect(() => {
    setPlan(unitImport && planOf(unitImport));
    rehearsed.current = undefined;
  }, [stagedId]);

  const upload = async (fileName: string, contentBase64: string) => {
    setFailure(undefined);
    try {
      const answer = await stage({ variables: { input: { projectId: facts.id, fileName, contentBase64 } } });
      const result = answer.data?.stageUnitList;
      if (result?.__typename !== 'StageUnitListSuccess') {
        setFailure(refusalText(t, result));
        return;
      }
      apollo.writeQuery({
        query: UnitImportDocument,
        variables: { id: result.unitImport.id },
        data: { __typename: 'Query', unitImport: result.unitImport },
      });
      setParams({ import: result.unitImport.id });
    } catch (error) {
      setFailure(faultText(t, faultCodeOf(error)));
    }
  };

  const rehearse = async (wanted: ImportPlan) => {
    if (!unitImport) return;
    rehearsed.current = wanted;
    setFailure(undefined);
    try {
      const answer = await preview({ variables: { input: { importId: unitImport.id, ...wanted } } });
      const result = answer.data?.previewUnitImport;
      if (result?.__typename === 'ValidationFailed') setFailure(result.issues.map((issue) => issue.message).join(' '));
      else if (result && result.__typename !== 'PreviewUnitImportSuccess') setFailure(refusalText(t, result));
    } catch (error) {
      setFailure(faultText(t, faultCodeOf(error)));
    }
  };
  // The dry run is always that of the columns on the screen: it writes nothing, so nobody need ask for it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the plan alone.
  useEffect(() => {
    if (
      !plan?.sheets.some((sheet) => sheet.isChosen) ||
      rehearsed.current === plan ||
      (unitImport?.state !== 'STAGED' && unitImport?.state !== 'PREVIEWED')
    )
      return;
    const timer = setTimeout(() => void rehearse(plan), rehearsed.current ? REHEARSE_AFTER_MS : 0);
    return () => clearTimeout(timer);
  }, [plan, unitImport?.state]);

  const write = async (skipWrongRows: boolean) => {
    if (!unitImport) return;
    setFailure(undefined);
    const input = { importId: unitImport.id, skipWrongRows, keepMapping: keepsMapping };
    try {
      const answer = await start({ variables: { input: { ...input, idempotencyKey: keys.keyFor(input) } } });
      keys.answered();
      const result = answer.data?.startUnitImport;
      if (result && result.__typename !== 'StartUnitImportSuccess') setFailure(refusalText(t, result));
    } catch (error) {
      setFailure(faultText(t, faultCodeOf(error)));
    }
  };

  if (!facts.viewerCan.importUnits.isAllowed) {
    return (
      <main className="o-work" id="work">
        <StateMessage
          icon="lock"
          title={t('import.refused')}
          action={
            <Link className="o-btn" to={`/w/${slug}/p/${facts.slug}/board`}>
              {t('import.toBoard')}
            </Link>
          }
        >
          {reasonText(t, facts.viewerCan.importUnits.reason, 'import.refusedHint')}
        </StateMessage>
      </main>
    );
  }
  const step = stepOf(unitImport);
  const isOver = unitImport && ['RUNNING', 'DONE', 'FAILED'].includes(unitImport.state);
  return (
    <main className="o-work" id="work">
      <div className="o-whead">
        <Link to={`/w/${slug}/p/${facts.slug}/units`} className="o-muted o-crumb-link">
          {t('nav.units')}
        </Link>
        <span className="o-muted" aria-hidden="true">
          /
        </span>
        <h1>{t('nav.import')}</h1>
        {unitImport && (
          <span className="o-meta">
            <bdi>{unitImport.fileName}</bdi> ·{' '}
            {t('import.rows', {
              rows: unitImport.sheets.filter((sheet) => sheet.isChosen).reduce((sum, sheet) => sum + sheet.rowCount, 0),
            })}
          </span>
        )}
        <span className="o-grow" />
        {unitImport && (
          <Button size="small" kind="quiet" onClick={() => setParams({})}>
            {t('import.otherFile')}
          </Button>
        )}
      </div>
      <ImportSteps current={step} isDone={unitImport?.state === 'DONE'} />
      {failure && (
        <p className="o-form-failure o-in-page" role="alert">
          {failure}
        </p>
      )}
      {!importId || data?.unitImport === null ? (
        <DropStep isBusy={isStaging} onFile={upload} isMissing={Boolean(importId)} />
      ) : isOver ? (
        <RunStep unitImport={unitImport} onDone={reload} boardLink={`/w/${slug}/p/${facts.slug}/board`} />
      ) : unitImport && plan ? (
        <>
          <div className="o-imp">
            <ColumnsCard
              unitImport={unitImport}
              plan={plan}
              onChange={setPlan}
              keepsMapping={keepsMapping}
              onKeepMapping={setKeepsMapping}
            />
            <DryRunCard
              unitImport={unitImport}
              plan={plan}
              onChange={setPlan}
              isBusy={isRehearsing}
              onAgain={() => void rehearse(plan)}
            />
          </div>
          <WriteBar
            unitImport={unitImport}
            isBusy={isStarting}
            isStale={isRehearsing || rehearsed.current !== plan}
            onWrite={(skip) => void write(skip)}
          />
        </>
      ) : error && !unitImport ? (
        <FaultMessage code={faultCodeOf(error)} onRetry={() => void refetch()} />
      ) : (
        <div className="o-imp" aria-busy="true">
          <Skeleton width="100%" height="320px" />
          <Skeleton width="100%" height="320px" />
        </div>
      )}
    </main>
  );
}
