import { Menu } from '@mantine/core';
import { BOARD_STATUSES, type BoardStatus, statusName } from '../board/board-unit.ts';
import { useT } from '../i18n/catalogue.tsx';
import { StatusLabel } from '../units/status-swatch.tsx';
import { type ImportPlan, withWord } from './import-plan.ts';

type Word = ImportPlan['statusWords'][number];

const meaningOf = (word: Word): BoardStatus | null => (word.isUnreleased ? 'UNRELEASED' : (word.status ?? null));

/** The file's own words for statuses, grouped by what they are read as; a press gives a word another meaning. */
export function StatusWords({ plan, onChange }: { plan: ImportPlan; onChange: (plan: ImportPlan) => void }) {
  const t = useT();
  if (plan.statusWords.length === 0) return null;
  const groups: readonly (BoardStatus | null)[] = [null, ...BOARD_STATUSES];
  return (
    <div className="o-words">
      <span className="o-caps">{t('import.words')}</span>
      {groups.map((meaning) => {
        const words = plan.statusWords.filter((word) => meaningOf(word) === meaning);
        if (words.length === 0) return null;
        return (
          <div key={meaning ?? 'unknown'}>
            {meaning ? (
              <StatusLabel status={meaning} />
            ) : (
              <span className="o-st o-unknown">{t('import.unknownWord')}</span>
            )}
            {words.map((word) => (
              <Menu key={word.word} position="bottom-start">
                <Menu.Target>
                  <button type="button" className="o-word" aria-label={t('import.readAs', { word: word.word })}>
                    <bdi>{word.word}</bdi>
                  </button>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Label>{t('import.readAs', { word: word.word })}</Menu.Label>
                  {BOARD_STATUSES.map((status) => (
                    <Menu.Item
                      key={status}
                      role="menuitemradio"
                      aria-checked={status === meaning}
                      onClick={() => onChange(withWord(plan, word.word, status))}
                    >
                      {statusName(t, status)}
                    </Menu.Item>
                  ))}
                </Menu.Dropdown>
              </Menu>
            ))}
          </div>
        );
      })}
    </div>
  );
}
