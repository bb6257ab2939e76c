import { useEffect, useState } from 'react';
import { useT } from '../i18n/catalogue.tsx';
import type { LiveProject } from '../projects/live-project.ts';
import { type BoardUnit, boardStatusOf, statusName } from './board-unit.ts';

/** Screen readers hear one sentence at most this often, however many units change (DES-4). */
const SPEAK_EVERY_MS = 8_000;

/** Tells screen readers what changed on the board, gathered. */
export function LiveSummary({ live }: { live: LiveProject }) {
  const t = useT();
  const [sentence, setSentence] = useState('');
  useEffect(() => {
    let waiting: BoardUnit[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const speak = () => {
      timer = undefined;
      const last = waiting.at(-1);
      if (last) {
        setSentence(
          t('live.summary', {
            count: waiting.length,
            number: last.number,
            status: statusName(t, boardStatusOf(last)),
            name: last.availability.changedBy?.name ?? '',
          }),
        );
      }
      waiting = [];
    };
    const forget = live.onChanged((units) => {
      waiting.push(...units);
      timer ??= setTimeout(speak, SPEAK_EVERY_MS);
    });
    return () => {
      forget();
      clearTimeout(timer);
    };
  }, [live, t]);
  return (
    <p className="o-sr" aria-live="polite">
      {sentence}
    </p>
  );
}
