import { useApolloClient } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Button } from '@offplan/kit/components/button.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useState } from 'react';
import { useT } from '../i18n/catalogue.tsx';
import { faultText } from '../shell/fault-text.ts';
import { loadProblems, problemsAsCsv, saveCsv } from './download-problems.ts';
import type { UnitImport } from './import-plan.ts';

interface WriteBarProps {
  readonly unitImport: UnitImport;
  readonly isBusy: boolean;
  /** The dry run on the screen is not yet that of the columns on the screen. */
  readonly isStale: boolean;
  readonly onWrite: (skipWrongRows: boolean) => void;
}

/** The last step before anything is written; wrong rows are skipped only by saying so. */
export function WriteBar({ unitImport, isBusy, isStale, onWrite }: WriteBarProps) {
  const t = useT();
  const apollo = useApolloClient();
  const [isSaving, setSaving] = useState(false);
  const preview = unitImport.preview;
  const rows = preview ? preview.newCount + preview.changedCount : 0;
  const wrong = preview?.wrongCount ?? 0;
  const save = async () => {
    setSaving(true);
    try {
      saveCsv(unitImport.fileName, problemsAsCsv(t, await loadProblems(apollo, unitImport.id)));
    } catch (error) {
      showToast(faultText(t, faultCodeOf(error)), 'failed');
    } finally {
      setSaving(false);
    }
  };
  return (
    <div className="o-actbar o-write">
      <span className="o-row o-write-note">
        <Icon name="shield" />
        {wrong > 0 ? (
          <span>
            <b>{t('import.stopped')}</b> <span className="o-muted">{t('import.stoppedHint')}</span>
          </span>
        ) : (
          <span className="o-muted">{preview && rows === 0 ? t('import.nothingToDo') : t('import.ready')}</span>
        )}
      </span>
      <span className="o-grow" />
      {wrong > 0 && preview && (
        <>
          <Button icon="dl" isBusy={isSaving} onClick={() => void save()}>
            {t('import.download', { count: wrong })}
          </Button>
          <Button disabled={isStale || rows === 0} isBusy={isBusy} onClick={() => onWrite(true)}>
            {t('import.skipWrong', { wrong, rows })}
          </Button>
        </>
      )}
      <Button
        kind="primary"
        disabled={isStale || wrong > 0 || rows === 0}
        isBusy={isBusy && wrong === 0}
        onClick={() => onWrite(false)}
      >
        {t('import.write', { rows })}
      </Button>
    </div>
  );
}
