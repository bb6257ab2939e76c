import { useQuery } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Button, IconButton } from '@offplan/kit/components/button.tsx';
import { Skeleton } from '@offplan/kit/components/states.tsx';
import { Num } from '@offplan/kit/components/text.tsx';
import type { AreaValue } from '@offplan/kit/i18n/formats.ts';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import type { LiveStore } from '@offplan/kit/live/live-store.ts';
import { useLive } from '@offplan/kit/live/use-live.ts';
import { type ReactNode, useEffect, useState } from 'react';
import { AgentChoice } from '../agents/agent-choice.tsx';
import type { BoardLayout } from '../board/board-layout.ts';
import { type BoardUnit, boardStatusOf, layoutName } from '../board/board-unit.ts';
import { FlipForm } from '../flip/flip-form.tsx';
import { type FlipTarget, flipVerb } from '../flip/flip-words.ts';
import type { UnitDetailQuery } from '../generated/graphql.ts';
import { T, useT } from '../i18n/catalogue.tsx';
import { FaultMessage } from '../shell/fault.tsx';
import { isTyping } from '../shell/is-typing.ts';
import { reasonText } from '../shell/refusal-text.ts';
import { PaymentPlan } from './payment-plan.tsx';
import { PlaceDrawing } from './place-drawing.tsx';
import { StatusLabel } from './status-swatch.tsx';
import { UnitDetailDocument } from './unit-documents.ts';
import { UnitHistory } from './unit-history.tsx';
import './panel.css';

export type UnitDetail = NonNullable<UnitDetailQuery['unit']>;

interface UnitPanelProps {
  readonly unitId: string;
  readonly store: LiveStore<BoardUnit>;
  readonly layout: BoardLayout;
  readonly buildingName: string;
  /** The board is shown as of a past day: facts only, no acts. */
  readonly isPast: boolean;
  /** The status that the open form asks for; null: no form. */
  readonly flip: FlipTarget | null;
  readonly onFlip: (to: FlipTarget | null) => void;
  readonly onOpenNumber: (number: string, flip: FlipTarget | null) => void;
  readonly onClose: () => void;
  readonly onStep: (direction: 'left' | 'right') => void;
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt className="o-caps">{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function AreaFact({ label, area }: { label: string; area: AreaValue | null | undefined }) {
  const formats = useFormats();
  if (!area) return null;
  return (
    <Fact label={label}>
      <Num>
        {formats.squareMetres(area)} <span>{formats.squareFeet(area)}</span>
      </Num>
    </Fact>
  );
}

function Price({ unit }: { unit: BoardUnit }) {
  const t = useT();
  const formats = useFormats();
  if (!unit.price) return <p className="o-price o-muted">{t('unit.priceOnRequest')}</p>;
  const perFoot = unit.areaTotal && {
    amountMinor: Math.round(unit.price.amountMinor / unit.areaTotal.squareFeet),
    currency: unit.price.currency,
  };
  return (
    <div className="o-price">
      <Num className="o-v">
        <small>{formats.currency(unit.price.currency)}</small>
        {formats.moneyNumber(unit.price)}
      </Num>
      {perFoot && (
        <Num className="o-u">
          {t('unit.perFoot', {
            price: formats.money({ ...perFoot, amountMinor: Math.round(perFoot.amountMinor / 100) * 100 }),
          })}
        </Num>
      )}
    </div>
  );
}

function Facts(props: {
  unit: BoardUnit;
  detail: UnitDetail | undefined;
  mayAssign: boolean;
  onAssigned: (units: readonly BoardUnit[]) => void;
}) {
  const { unit, detail, mayAssign, onAssigned } = props;
  const t = useT();
  const bathrooms = detail?.bathrooms;
  return (
    <dl className="o-facts">
      <Fact label={t('unit.layout')}>
        {layoutName(t, unit)}
        {bathrooms ? ` · ${t('layout.bathrooms', { count: bathrooms })}` : ''}
      </Fact>
      {(unit.view || detail?.orientation) && (
        <Fact label={t('unit.view')}>{[unit.view, detail?.orientation].filter(Boolean).join(' · ')}</Fact>
      )}
      <AreaFact label={t('unit.areaTotal')} area={unit.areaTotal} />
      <AreaFact label={t('unit.areaInner')} area={detail?.areaInner} />
      <AreaFact label={t('unit.areaBalcony')} area={detail?.areaBalcony} />
      <Fact label={t('unit.assignedTo')}>{unit.assignee?.name ?? t('allocation.pool')}</Fact>
      {(unit.agent || mayAssign) && (
        <Fact label={t('unit.agent')}>
          {mayAssign ? <AgentChoice unit={unit} onAssigned={onAssigned} /> : (unit.agent?.name ?? t('agents.nobody'))}
        </Fact>
      )}
      {detail?.availability.buyer && (
        <Fact label={t('unit.buyer')}>
          {detail.availability.buyer.name}
          {detail.availability.buyer.contact && <small>{detail.availability.buyer.contact}</small>}
        </Fact>
      )}
    </dl>
  );
}

/** The acts that the status leads to, the likeliest first (INV-39). */
const NEXT: Record<FlipTarget, readonly FlipTarget[]> = {
  AVAILABLE: ['RESERVED', 'SOLD'],
  RESERVED: ['SOLD', 'AVAILABLE'],
  SOLD: ['AVAILABLE', 'RESERVED'],
};
const KEYS: Partial<Record<FlipTarget, string>> = { RESERVED: 'R', SOLD: 'S' };

function Acts({
  unit,
  detail,
  onFlip,
}: {
  unit: BoardUnit;
  detail: UnitDetail | undefined;
  onFlip: (to: FlipTarget) => void;
}) {
  const t = useT();
  if (!detail) {
    return (
      <div className="o-pfoot">
        <Skeleton width="100%" height="40px" />
      </div>
    );
  }
  const abilities = new Map(detail.viewerCan.flipTo.map((ability) => [ability.status, ability]));
  const offered = NEXT[unit.availability.status].filter((to) => abilities.get(to)?.isAllowed);
  const refusal = NEXT[unit.availability.status].map((to) => abilities.get(to)?.reason).find(Boolean);
  if (offered.length === 0) return refusal ? <p className="o-pfoot o-muted o-small">{reasonText(t, refusal)}</p> : null;
  return (
    <div className="o-pfoot">
      {offered.map((to, index) => (
        <Button
          key={to}
          size="large"
          kind={index === 0 ? 'primary' : 'default'}
          isWide={index === 0}
          shortcut={KEYS[to]}
          onClick={() => onFlip(to)}
        >
          {flipVerb(t, to)}
        </Button>
      ))}
    </div>
  );
}

/** One unit: what it is, what happened to it, what can be done with it. Docked at the side, a sheet below 1,200 px. */
export function UnitPanel(props: UnitPanelProps) {
  const { unitId, store, layout, buildingName, isPast, flip, onFlip, onOpenNumber, onClose, onStep } = props;
  const t = useT();
  const unit = useLive(store, unitId);
  // On a phone the sheet first shows what an agent says aloud; the rest comes by a press on its handle.
  const [isExpanded, setExpanded] = useState(false);
  const { data, error, refetch } = useQuery(UnitDetailDocument, { variables: { id: unitId } });
  const detail = data?.unit ?? undefined;
  // The unit itself is of the board; only what belongs to it may fail to come, or may have left with it.
  const fault = detail || (!error && data === undefined) ? undefined : error ? faultCodeOf(error) : 'NOT_FOUND';

  // History, buyer and rights belong to a version: a new one asks for them again.
  const liveVersion = unit?.version ?? 0;
  const detailVersion = detail?.version ?? liveVersion;
  useEffect(() => {
    if (liveVersion > detailVersion) void refetch();
  }, [liveVersion, detailVersion, refetch]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || document.querySelector('[role="dialog"], [role="menu"]')) return;
      if (isTyping(event) && flip === null) return;
      event.preventDefault();
      if (flip === null) onClose();
      else onFlip(null);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [flip, onClose, onFlip]);

  if (!unit) return null;
  if (flip !== null) {
    return (
      <aside className="o-panel o-has-form" aria-label={flipVerb(t, flip)}>
        <span className="o-grab" />
        <FlipForm
          unit={unit}
          detail={detail}
          to={flip}
          onBack={() => onFlip(null)}
          onClose={onClose}
          onOther={(number) => onOpenNumber(number, flip)}
        />
      </aside>
    );
  }
  return (
    <aside
      className={isExpanded ? 'o-panel o-expanded' : 'o-panel'}
      aria-label={t('board.unit', { number: unit.number })}
    >
      <button
        type="button"
        className="o-grab"
        aria-expanded={isExpanded}
        aria-label={t(isExpanded ? 'unit.less' : 'unit.more')}
        onClick={() => setExpanded(!isExpanded)}
      />
      <div className="o-phead">
        <h2 className="o-unit">
          <bdi>{unit.number}</bdi>
        </h2>
        <StatusLabel status={boardStatusOf(unit)} />
        <span className="o-grow" />
        <IconButton icon="left" isDirectional label={t('unit.previous')} onClick={() => onStep('left')} />
        <IconButton icon="right" isDirectional label={t('unit.next')} onClick={() => onStep('right')} />
        <IconButton icon="x" label={t('action.close')} onClick={onClose} />
      </div>
      {unit.assignee && !isPast && (
        <div className="o-notice">
          <span>
            <T id="unit.assignedNotice" values={{ organisation: unit.assignee.name }} with={{ 0: <b /> }} />
          </span>
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard. */}
      <div className="o-pbody" tabIndex={0}>
        <PlaceDrawing layout={layout} unit={unit} buildingName={buildingName} />
        <Price unit={unit} />
        <Facts
          unit={unit}
          detail={detail}
          mayAssign={!isPast && (detail?.viewerCan.assignToAgent.isAllowed ?? false)}
          onAssigned={(units) => store.receive(units)}
        />
        {detail?.paymentPlan && <PaymentPlan plan={detail.paymentPlan} />}
        {detail ? (
          <UnitHistory events={detail.history.edges.map((edge) => edge.node)} />
        ) : fault ? (
          <FaultMessage isCompact code={fault} onRetry={() => void refetch()} />
        ) : (
          <div className="o-hist">
            <Skeleton width="60%" height="14px" />
            <Skeleton width="90%" height="32px" />
          </div>
        )}
      </div>
      {!isPast && unit.isReleased && !fault && <Acts unit={unit} detail={detail} onFlip={onFlip} />}
    </aside>
  );
}
