import { classNames } from '@offplan/kit/components/class-names.ts';
import { type BoardStatus, statusLetter, statusName } from '../board/board-unit.ts';
import { useT } from '../i18n/catalogue.tsx';

/** The colour, pattern and letter of a status, small. Decoration: words stand beside it. */
export function StatusSwatch({ status }: { status: BoardStatus | 'MINE' }) {
  const t = useT();
  return (
    <span className={classNames('o-sw', `o-${status.toLowerCase()}`)} aria-hidden="true">
      {status === 'MINE' ? '' : statusLetter(t, status)}
    </span>
  );
}

/** A status in its swatch and its word. */
export function StatusLabel({ status }: { status: BoardStatus }) {
  const t = useT();
  return (
    <span className={classNames('o-st', `o-${status.toLowerCase()}`)}>
      <StatusSwatch status={status} />
      {statusName(t, status)}
    </span>
  );
}
