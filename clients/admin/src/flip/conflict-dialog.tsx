import { useQuery } from '@apollo/client/react';
import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { Skeleton } from '@offplan/kit/components/states.tsx';
import { Num } from '@offplan/kit/components/text.tsx';
import type { MoneyValue } from '@offplan/kit/i18n/formats.ts';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { type BoardUnit, layoutName, statusLetter } from '../board/board-unit.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useProject } from '../projects/project-route.tsx';
import { SimilarUnitsDocument } from './flip-documents.ts';
import { conflictKey, type FlipTarget, flipTitle } from './flip-words.ts';

/** A flip that came second. */
export interface LostFlip {
  readonly unitId: string;
  readonly number: string;
  readonly status: FlipTarget;
  readonly winner: string;
  readonly at: string;
}

function Alternative(props: { unit: BoardUnit; to: FlipTarget; price: MoneyValue | null; onTake: () => void }) {
  const { unit, to, price, onTake } = props;
  const t = useT();
  const formats = useFormats();
  return (
    <div>
      <span className="o-mc">
        <span className="o-cell o-available">
          <bdi className="o-no">{unit.number}</bdi>
        </span>
      </span>
      <span>
        <b>{[layoutName(t, unit), unit.view].filter(Boolean).join(' · ')}</b>
        <small>{unit.areaTotal && <Num>{formats.squareMetres(unit.areaTotal)}</Num>}</small>
      </span>
      <span className="o-dl">
        {unit.price && <Num>{formats.money(unit.price)}</Num>}
        {unit.price && price && price.currency === unit.price.currency && (
          <Num className="o-delta">{formats.moneyDelta(price, unit.price)}</Num>
        )}
      </span>
      <span className="o-bt">
        <Button size="small" onClick={onTake}>
          {flipTitle(t, to, unit.number)}
        </Button>
      </span>
    </div>
  );
}

/** Somebody was first: who, when, what is kept, and the units most like the one that is gone (UI-2). */
export function ConflictDialog(props: {
  lost: LostFlip;
  to: FlipTarget;
  buyer: string;
  price: MoneyValue | null;
  onClose: () => void;
  onOther: (number: string) => void;
}) {
  const { lost, to, buyer, price, onClose, onOther } = props;
  const t = useT();
  const formats = useFormats();
  const { reload } = useProject();
  const { data, loading } = useQuery(SimilarUnitsDocument, {
    variables: { id: lost.unitId },
    fetchPolicy: 'network-only',
    skip: to === 'AVAILABLE',
  });
  const similar = data?.unit?.similar ?? [];
  const time = formats.time(lost.at);
  return (
    <Dialog
      isOpen
      width={600}
      onClose={onClose}
      title={t(conflictKey(lost.status), { name: lost.winner, time })}
      lead={t(buyer ? 'conflict.keptFor' : 'conflict.kept', { number: lost.number, buyer })}
      mark={
        <span className={`o-cell o-mark o-${lost.status.toLowerCase()}`}>
          <bdi className="o-no">{lost.number}</bdi>
          <span className="o-lt">{statusLetter(t, lost.status)}</span>
          <span className="o-bd">{time}</span>
        </span>
      }
      footer={
        <>
          <span className="o-grow" />
          <Button shortcut="Esc" onClick={onClose}>
            {t('action.close')}
          </Button>
          <Button
            kind="primary"
            icon="refresh"
            data-autofocus
            onClick={() => {
              void reload();
              onClose();
            }}
          >
            {t('conflict.refresh')}
          </Button>
        </>
      }
    >
      {(loading || similar.length > 0) && (
        <>
          <p className="o-caps">{t('conflict.similar')}</p>
          <div className="o-cmp">
            {loading && !data
              ? [0, 1, 2].map((row) => (
                  <div key={row}>
                    <Skeleton height="34px" />
                  </div>
                ))
              : similar.map((unit) => (
                  <Alternative key={unit.id} unit={unit} to={to} price={price} onTake={() => onOther(unit.number)} />
                ))}
          </div>
        </>
      )}
    </Dialog>
  );
}
