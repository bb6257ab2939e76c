import { Icon } from '@offplan/kit/components/icon.tsx';
import { Avatar, Num } from '@offplan/kit/components/text.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { useId, useState } from 'react';
import { Link } from 'react-router';
import type { AuditLogQuery } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { fieldName } from '../shell/field-name.ts';
import { entryName } from './action-name.ts';
import { ACTOR_KINDS } from './actor-select.tsx';

type Entry = NonNullable<NonNullable<AuditLogQuery['organisation']>['auditLog']>['edges'][number]['node'];

/** A hash by its ends, for the eye; the whole one is in the title. */
const short = (hash: string) => (hash.length > 14 ? `${hash.slice(0, 6)}…${hash.slice(-4)}` : hash);

function Actor({ entry }: { entry: Entry }) {
  const t = useT();
  const kind = ACTOR_KINDS[entry.actor.kind];
  const name = entry.actor.name ?? (kind ? t(kind) : t('actor.unknown'));
  return (
    <span className="o-who">
      {kind ? (
        <span className="o-av o-sm o-machine">
          <Icon name="sliders" />
        </span>
      ) : (
        <Avatar name={name} size="small" />
      )}
      {name}
    </span>
  );
}

function Expanded({ entry }: { entry: Entry }) {
  const t = useT();
  // Ids of things say nothing to a reader; what they stand for is in the subject and the action.
  const details = entry.details.filter((detail) => !/(?:Ids?|Before)$/u.test(detail.name));
  const formats = useFormats();
  return (
    <div className="o-in">
      <div>
        {entry.changes.length > 0 && (
          <table className="o-diff">
            <thead>
              <tr className="o-caps">
                <th>{t('audit.field')}</th>
                <th>{t('audit.before')}</th>
                <th>{t('audit.after')}</th>
              </tr>
            </thead>
            <tbody>
              {entry.changes.map((change) => (
                <tr key={change.field}>
                  <th scope="row">{fieldName(t, change.field)}</th>
                  <td className="o-del">
                    <bdi>{change.before ?? '—'}</bdi>
                  </td>
                  <td className="o-ins">
                    <bdi>{change.after ?? '—'}</bdi>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {details.length > 0 && (
          <dl className="o-kv o-details">
            {details.map((detail) => (
              <div key={detail.name}>
                <dt>{fieldName(t, detail.name)}</dt>
                <dd>{detail.value !== null ? <bdi>{detail.value}</bdi> : <em>{t('audit.erased')}</em>}</dd>
              </div>
            ))}
          </dl>
        )}
        {entry.changes.length + details.length === 0 && <p className="o-muted">{t('audit.noChanges')}</p>}
      </div>
      <dl className="o-kv">
        <div>
          <dt>{t('audit.entry')}</dt>
          <dd>
            <Num>{formats.number(entry.seq)}</Num>
          </dd>
        </div>
        {entry.address && (
          <div>
            <dt>{t('audit.from')}</dt>
            <dd>
              <bdi>{entry.address}</bdi>
            </dd>
          </div>
        )}
        {entry.requestId && (
          <div>
            <dt>{t('audit.request')}</dt>
            <dd>
              <code dir="ltr" title={entry.requestId}>
                {short(entry.requestId)}
              </code>
            </dd>
          </div>
        )}
        <div>
          <dt>{t('audit.class')}</dt>
          <dd>{t(`pii.${entry.piiClass}`)}</dd>
        </div>
        <div>
          <dt>{t('audit.previous')}</dt>
          <dd>
            <code dir="ltr" title={entry.previousHash}>
              {short(entry.previousHash)}
            </code>
          </dd>
        </div>
        <div>
          <dt>{t('audit.hash')}</dt>
          <dd>
            <code dir="ltr" title={entry.hash}>
              {short(entry.hash)}
            </code>
          </dd>
        </div>
        <Link className="o-small" to={`?${new URLSearchParams({ subject: entry.subject.id })}`}>
          {t('audit.thisSubject')}
        </Link>
      </dl>
    </div>
  );
}

/** One entry of the log; opened, what changed and the entry's place in the chain. `day` heads the first of its day. */
export function AuditEntryRows({ entry, day }: { entry: Entry; day?: string }) {
  const t = useT();
  const formats = useFormats();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      {day && (
        <tr className="o-day-row">
          <th colSpan={5} scope="rowgroup" className="o-caps">
            {day}
          </th>
        </tr>
      )}
      <tr className={isOpen ? 'o-is-open' : undefined}>
        <td className="o-muted">
          <button
            type="button"
            className="o-expand"
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => setOpen(!isOpen)}
          >
            <Icon name={isOpen ? 'down' : 'right'} isDirectional={!isOpen} />
            <time dateTime={entry.occurredAt} className="o-num">
              {formats.timeWithSeconds(entry.occurredAt)}
            </time>
            <span className="o-sr">{t('audit.open', { entry: entry.seq })}</span>
          </button>
        </td>
        <td>
          <Actor entry={entry} />
        </td>
        <td className="o-did">
          {entryName(t, entry)}
          {entry.onBehalfOf && <small> {t('audit.onBehalf', { organisation: entry.onBehalfOf.name })}</small>}
        </td>
        <td>
          <bdi>{entry.subject?.label ?? '—'}</bdi>
        </td>
        <td className="o-desk-cell">
          <span className="o-act">{entry.action}</span>
        </td>
      </tr>
      {isOpen && (
        <tr className="o-exp" id={id}>
          <td colSpan={5}>
            <Expanded entry={entry} />
          </td>
        </tr>
      )}
    </>
  );
}
