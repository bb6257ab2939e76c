import { Dropzone } from '@mantine/dropzone';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { useState } from 'react';
import { useT } from '../i18n/catalogue.tsx';
import { LARGEST_FILE, readBase64 } from './read-file.ts';

const isList = (file: File) => /\.(csv|tsv|txt|xlsx|xlsm)$/iu.test(file.name);

/** The first step: the developer's own file, as it is. */
export function DropStep(props: {
  isBusy: boolean;
  /** The address names an import that is not there any more. */
  isMissing: boolean;
  onFile: (fileName: string, contentBase64: string) => Promise<void>;
}) {
  const t = useT();
  const [problem, setProblem] = useState<string>();
  const [isReading, setReading] = useState(false);
  const take = async (file: File | undefined) => {
    setProblem(undefined);
    if (!file) return;
    if (!isList(file)) setProblem(t('import.notList', { file: file.name }));
    else if (file.size > LARGEST_FILE) setProblem(t('import.tooLarge'));
    else {
      setReading(true);
      try {
        await props.onFile(file.name, await readBase64(file));
      } catch {
        setProblem(t('import.unreadable'));
      } finally {
        setReading(false);
      }
    }
  };
  return (
    <div className="o-drop-step">
      {props.isMissing && <p className="o-muted">{t('import.gone')}</p>}
      <Dropzone
        className="o-drop"
        multiple={false}
        loading={props.isBusy || isReading}
        onDrop={(files) => void take(files[0])}
        // Checked by name above, with words of our own: browsers know no type for many price lists.
        onReject={(rejections) => void take(rejections[0]?.file)}
        aria-label={t('import.choose')}
      >
        <span className="o-state-mark">
          <Icon name="up" />
        </span>
        <h2>{t('import.drop')}</h2>
        <p className="o-muted">{t('import.dropHint')}</p>
        <span className="o-btn o-pri o-lg">{t('import.choose')}</span>
        <ul className="o-drop-notes">
          {(['import.note.formats', 'import.note.headings', 'import.note.nothing'] as const).map((note) => (
            <li key={note}>
              <Icon name="check" />
              {t(note)}
            </li>
          ))}
        </ul>
      </Dropzone>
      {problem && (
        <p className="o-form-failure" role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}
