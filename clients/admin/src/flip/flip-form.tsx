import { Button, IconButton } from '@offplan/kit/components/button.tsx';
import { classNames } from '@offplan/kit/components/class-names.ts';
import { Checkbox, TextAreaField } from '@offplan/kit/components/field.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { Num } from '@offplan/kit/components/text.tsx';
import { showToast, showUndoToast } from '@offplan/kit/components/toast.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { type BoardUnit, boardStatusOf, channelName, layoutName, statusName } from '../board/board-unit.ts';
import type { SalesChannel } from '../generated/graphql.ts';
import { T, useT } from '../i18n/catalogue.tsx';
import { useProject } from '../projects/project-route.tsx';
import { faultText } from '../shell/fault-text.ts';
import { refusalText } from '../shell/refusal-text.ts';
import { StatusSwatch } from '../units/status-swatch.tsx';
import type { UnitDetail } from '../units/unit-panel.tsx';
import { BuyerField } from './buyer-field.tsx';
import { ConflictDialog, type LostFlip } from './conflict-dialog.tsx';
import { buyerInput, buyerName, type DraftErrors, draftErrors, firstName } from './flip-draft.ts';
import { useFlipDraft } from './flip-draft-provider.tsx';
import { confirmKey, doneKey, type FlipTarget, flipSubmit, flipTitle, noticeKey } from './flip-words.ts';
import { useFlip, useUndoFlip } from './use-flip.ts';
import './flip.css';

const CHANNELS: readonly SalesChannel[] = ['WALK_IN', 'REFERRAL', 'AGENCY', 'WEBSITE', 'EXHIBITION', 'OTHER'];

interface FlipFormProps {
  readonly unit: BoardUnit;
  readonly detail: UnitDetail | undefined;
  readonly to: FlipTarget;
  readonly onBack: () => void;
  readonly onClose: () => void;
  /** Another unit is taken instead, with the form as it is. */
  readonly onOther: (number: string) => void;
}

/** The verification form of a flip (INV-31). The first click wins; whoever loses keeps what was filled in (UI-2). */
export function FlipForm({ unit, detail, to, onBack, onClose, onOther }: FlipFormProps) {
  const t = useT();
  const formats = useFormats();
  const id = useId();
  const { live } = useProject();
  const { flip, isRetrying } = useFlip(live);
  const undo = useUndoFlip(live);
  const { draft, change, clear } = useFlipDraft();
  const [isConfirmed, setConfirmed] = useState(false);
  const [errors, setErrors] = useState<DraftErrors>({});
  const [failure, setFailure] = useState<string>();
  const [lost, setLost] = useState<LostFlip>();
  const [isBusy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  // What the person saw when the form opened: the flip is for that version and no other (INV-38).
  const [seen] = useState(unit.availability);
  const [startedFrom] = useState(boardStatusOf(unit));
  const needsBuyer = to !== 'AVAILABLE';
  const isOvertaken = !isBusy && !lost && unit.availability.version > seen.version;
  const winner =
    unit.availability.changedBy?.name ?? unit.availability.changedBy?.organisationName ?? t('history.system');

  // A sale after a reservation is for the same buyer, unless the person says otherwise.
  const knownBuyer = detail?.availability.buyer;
  // biome-ignore lint/correctness/useExhaustiveDependencies: offered once, when the buyer becomes known.
  useEffect(() => {
    if (knownBuyer && needsBuyer && !buyerName(draft))
      change({ buyer: { ...draft.buyer, kind: 'existing', chosen: knownBuyer } });
  }, [knownBuyer]);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input, textarea')?.focus();
  }, []);

  const submit = async () => {
    if (isBusy || isOvertaken) return;
    const found = draftErrors(draft, needsBuyer, isConfirmed);
    setErrors(found);
    if (Object.keys(found).length > 0) {
      requestAnimationFrame(() =>
        form.current?.querySelector<HTMLElement>('[aria-invalid], .o-invalid input')?.focus(),
      );
      return;
    }
    setFailure(undefined);
    setBusy(true);
    const outcome = await flip({
      unitId: unit.id,
      expectedVersion: seen.version,
      to,
      buyer: needsBuyer ? buyerInput(draft) : null,
      channel: draft.channel,
      note: draft.note.trim() || null,
      isConfirmed,
    });
    setBusy(false);
    switch (outcome.kind) {
      case 'done': {
        clear();
        onBack();
        showUndoToast({
          id: `undo:${unit.id}`,
          until: Date.parse(outcome.undoUntil),
          undoLabel: t('action.undo'),
          message: (
            <>
              <StatusSwatch status={to} />
              <span>
                <T id={doneKey(to)} values={{ number: unit.number, buyer: buyerName(draft) }} with={{ 0: <b /> }} />
              </span>
            </>
          ),
          onUndo: () =>
            void undo(outcome.unit)
              .then((refusal) =>
                refusal === null
                  ? showToast(t('flip.undone', { number: unit.number }))
                  : showToast(refusalText(t, refusal), 'failed'),
              )
              .catch(() => showToast(t('fault.network'), 'failed')),
        });
        return;
      }
      case 'conflict':
        setLost({
          unitId: unit.id,
          number: unit.number,
          status: outcome.conflict.status,
          winner: outcome.conflict.winner?.name ?? outcome.conflict.winner?.organisationName ?? t('history.system'),
          at: outcome.conflict.occurredAt,
        });
        return;
      case 'refused':
        setFailure(refusalText(t, outcome.refusal));
        return;
      case 'unanswered':
        setFailure(outcome.code === 'NETWORK' ? t('flip.unanswered') : faultText(t, outcome.code));
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit();
  };
  const name = buyerName(draft);
  const price = unit.price ? formats.money(unit.price) : '';
  return (
    <>
      <div className="o-phead">
        <IconButton icon="left" isDirectional label={t('flip.back')} onClick={onBack} />
        <h2 className="o-unit">{flipTitle(t, to, unit.number)}</h2>
        <span className="o-grow" />
        <IconButton icon="x" label={t('action.close')} onClick={onClose} />
      </div>
      {isOvertaken && (
        <div className="o-notice o-bad" role="alert">
          <Icon name="warn" />
          <span className="o-grow">
            <T
              id={noticeKey(unit.availability.status)}
              values={{ name: winner, number: unit.number, time: formats.time(unit.availability.changedAt) }}
              with={{ 0: <b /> }}
            />
          </span>
          <button
            type="button"
            className="o-linklike"
            onClick={() =>
              setLost({
                unitId: unit.id,
                number: unit.number,
                status: unit.availability.status,
                winner,
                at: unit.availability.changedAt,
              })
            }
          >
            {t('conflict.nextBest')}
          </button>
        </div>
      )}
      {isRetrying && (
        <div className="o-notice o-warn" role="status">
          <Icon name="refresh" />
          <span>{t('flip.retrying')}</span>
        </div>
      )}
      {failure && (
        <div className="o-notice o-bad" role="alert">
          <Icon name="warn" />
          <span>{failure}</span>
        </div>
      )}
      <form
        ref={form}
        className="o-pbody"
        id={id}
        noValidate
        onKeyDown={onKeyDown}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className="o-sum">
          <div>
            <Num className="o-v">{price || t('unit.priceOnRequest')}</Num>
            <div className="o-muted o-small">
              {[layoutName(t, unit), unit.areaTotal && formats.squareMetres(unit.areaTotal), unit.view]
                .filter(Boolean)
                .join(' · ')}
            </div>
            <div className="o-row o-small">
              <StatusSwatch status={startedFrom} />
              {statusName(t, startedFrom)}
              <Icon name="arrow" isDirectional />
              <StatusSwatch status={to} />
              {statusName(t, to)}
            </div>
          </div>
        </div>
        <div className="o-form">
          {needsBuyer && (
            <>
              <BuyerField
                buyer={draft.buyer}
                onChange={(buyer) => change({ buyer: { ...draft.buyer, ...buyer } })}
                errors={{
                  buyer: errors.buyer && t(errors.buyer),
                  name: errors.name && t(errors.name),
                  contact: errors.contact && t(errors.contact),
                }}
              />
              <fieldset className={classNames('o-fld', errors.channel && 'o-invalid')}>
                <legend className="o-lbl">{t('flip.channel')}</legend>
                <div className="o-radios">
                  {CHANNELS.map((channel) => (
                    <label key={channel} className={draft.channel === channel ? 'o-on' : undefined}>
                      <input
                        type="radio"
                        className="o-sr"
                        name={`${id}-channel`}
                        checked={draft.channel === channel}
                        onChange={() => change({ channel })}
                      />
                      {channelName(t, channel)}
                    </label>
                  ))}
                </div>
                {errors.channel && (
                  <p className="o-field-error" role="alert">
                    <Icon name="warn" />
                    {t(errors.channel)}
                  </p>
                )}
              </fieldset>
            </>
          )}
          <TextAreaField
            label={t('flip.note')}
            aside={t('form.optional')}
            rows={3}
            value={draft.note}
            maxLength={2_000}
            onChange={(event) => change({ note: event.target.value })}
          />
          <div className={classNames('o-confirm', errors.confirm && 'o-invalid')}>
            <Checkbox checked={isConfirmed} onChange={(event) => setConfirmed(event.target.checked)}>
              <T
                id={confirmKey(to)}
                values={{
                  buyer: firstName(name) || t('flip.theBuyer'),
                  number: unit.number,
                  price: price || t('unit.priceOnRequest'),
                }}
                with={{ 0: <b />, 1: <bdi className="o-num" /> }}
              />
            </Checkbox>
            {errors.confirm && (
              <p className="o-field-error" role="alert">
                {t(errors.confirm)}
              </p>
            )}
          </div>
          <p className="o-fine">
            <Icon name="clock" />
            <span>{t('flip.fine')}</span>
          </p>
        </div>
      </form>
      <div className="o-pfoot">
        <Button
          type="submit"
          form={id}
          kind="primary"
          size="large"
          isWide
          isBusy={isBusy}
          disabled={isOvertaken}
          shortcut="Ctrl ↵"
        >
          {flipSubmit(t, to, firstName(name))}
        </Button>
        <Button size="large" onClick={onBack}>
          {t('action.cancel')}
        </Button>
      </div>
      {lost && (
        <ConflictDialog
          lost={lost}
          to={to}
          buyer={firstName(name)}
          price={unit.price}
          onClose={() => setLost(undefined)}
          onOther={(number) => {
            setLost(undefined);
            onOther(number);
          }}
        />
      )}
    </>
  );
}
