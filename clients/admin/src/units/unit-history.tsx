import { Icon } from '@offplan/kit/components/icon.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { Fragment, useState } from 'react';
import { channelName, statusName } from '../board/board-unit.ts';
import type { UnitDetailQuery } from '../generated/graphql.ts';
import { type MessageKey, T, useT } from '../i18n/catalogue.tsx';
import { fieldName } from '../shell/field-name.ts';
import { useNow } from '../shell/use-now.ts';
import { StatusSwatch } from './status-swatch.tsx';

type UnitEvent = NonNullable<UnitDetailQuery['unit']>['history']['edges'][number]['node'];

/** Entries shown before "All". */
const FIRST_SHOWN = 4;

const SENTENCES: Record<string, MessageKey> = {
  'unit.status_conflict': 'history.conflict',
  'unit.status_undone': 'history.undone',
  'unit.imported': 'history.imported',
  'unit.created': 'history.imported',
  'unit.edited': 'history.edited',
  'unit.assigned': 'history.assigned',
  'unit.assigned_to_agent': 'history.agent',
  'unit.moved_up': 'history.movedUp',
  'unit.reservation_moved': 'history.reservationMoved',
  'unit.unassigned': 'history.unassigned',
  'unit.released': 'history.released',
};

/** Who sells or looks after the unit has changed. */
const ASSIGNMENTS = new Set(['unit.assigned', 'unit.assigned_to_agent', 'unit.moved_up', 'unit.reservation_moved']);

const CHANGED_TO: Record<string, MessageKey> = {
  AVAILABLE: 'history.toAvailable',
  RESERVED: 'history.toReserved',
  SOLD: 'history.toSold',
};

/** One event says both: that a unit was released, and that it was taken back. */
const isHeldBack = (event: UnitEvent) =>
  event.type === 'unit.released' &&
  event.changes.some(({ field, after }) => field === 'isReleased' && after === 'false');

function sentenceOf(event: UnitEvent): MessageKey {
  if (event.type === 'unit.status_changed' && event.to) return CHANGED_TO[event.to] ?? 'history.edited';
  if (isHeldBack(event)) return 'history.unreleased';
  if (!event.agent && event.type === 'unit.assigned_to_agent') return 'history.agentNone';
  if (!event.agent && event.type === 'unit.moved_up') return 'history.movedUpNone';
  return SENTENCES[event.type] ?? 'history.edited';
}

/** A field before and after; the arrow points on in the script's direction, and values keep their own. */
function Change({ change: { field, before, after } }: { change: UnitEvent['changes'][number] }) {
  const t = useT();
  return (
    <T
      id="history.change"
      values={{ field: fieldName(t, field), before: before ?? '—', after: after ?? '—' }}
      with={{ 0: <bdi />, 1: <bdi /> }}
    />
  );
}

function Entry({ event, now }: { event: UnitEvent; now: number }) {
  const t = useT();
  const formats = useFormats();
  const person = (who: Pick<NonNullable<UnitEvent['actor']>, 'name'> | null) => who?.name ?? t('history.system');
  const facts = [event.channel && channelName(t, event.channel), event.buyerName, event.note].filter(Boolean);
  // What a new unit began with is the unit itself, which the panel shows; of a release the sentence says all.
  const changes = ['unit.imported', 'unit.released'].includes(event.type) ? [] : event.changes;
  return (
    <li>
      {event.to ? <StatusSwatch status={event.to} /> : <Icon name={ASSIGNMENTS.has(event.type) ? 'alloc' : 'file'} />}
      <span>
        <T
          id={sentenceOf(event)}
          values={{
            name: person(event.actor),
            winner: person(event.winner),
            agent: person(event.agent),
            before: person(event.agentBefore),
            status: event.to ? statusName(t, event.to) : '',
          }}
          with={{ 0: <b /> }}
        />
        {facts.length + changes.length > 0 && (
          <small>
            {facts.map((fact, index) => (
              <Fragment key={fact}>
                {index > 0 && ' · '}
                <bdi>{fact}</bdi>
              </Fragment>
            ))}
            {changes.map((change, index) => (
              <Fragment key={change.field}>
                {facts.length + index > 0 && ' · '}
                <Change change={change} />
              </Fragment>
            ))}
          </small>
        )}
      </span>
      <time dateTime={event.occurredAt} title={formats.dateTime(event.occurredAt)}>
        {formats.relative(event.occurredAt, now)}
      </time>
    </li>
  );
}

/** Who did what to the unit and when, newest first (INV-36). */
export function UnitHistory({ events }: { events: readonly UnitEvent[] }) {
  const t = useT();
  const now = useNow(30_000);
  const [isWhole, setWhole] = useState(false);
  if (events.length === 0) return null;
  const shown = isWhole ? events : events.slice(0, FIRST_SHOWN);
  return (
    <section className="o-hist">
      <h3>
        {t('unit.history')}
        {events.length > FIRST_SHOWN && (
          <button type="button" className="o-linklike" onClick={() => setWhole(!isWhole)}>
            {isWhole ? t('unit.historyLess') : t('unit.historyAll', { count: events.length })}
          </button>
        )}
      </h3>
      <ol>
        {shown.map((event) => (
          <Entry key={event.id} event={event} now={now} />
        ))}
      </ol>
    </section>
  );
}
