import { useQuery } from '@apollo/client/react';
import { useDebouncedValue } from '@mantine/hooks';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Button } from '@offplan/kit/components/button.tsx';
import { Select } from '@offplan/kit/components/field.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { Skeleton, StateMessage } from '@offplan/kit/components/states.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { AuditFilter, PiiClass } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { faultText } from '../shell/fault-text.ts';
import { useTitle } from '../shell/use-title.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { ACTIONS, actionName } from './action-name.ts';
import { AuditLogDocument, AuditPeopleDocument } from './audit-documents.ts';
import { AuditEntryRows } from './audit-entry.tsx';
import { ChainSeal } from './chain-seal.tsx';
import { exportUrl } from './export-url.ts';
import { SelfCheck } from './self-check.tsx';
import './audit.css';

const CLASSES: readonly PiiClass[] = ['NONE', 'PERSONAL_META', 'SENSITIVE', 'PSEUDONYMOUS'];

/** The start of a day of the viewer's own calendar, so many days on, as ISO 8601; undefined for what is no day. */
function dayStart(day: string | null, on = 0): string | undefined {
  const start = day ? new Date(`${day}T00:00:00`) : undefined;
  if (!start || Number.isNaN(start.getTime())) return undefined;
  start.setDate(start.getDate() + on);
  return start.toISOString();
}

/** The filter as the address keeps it; both days are in it. */
function filterOf(params: URLSearchParams, search: string): AuditFilter {
  const from = dayStart(params.get('from'));
  const to = dayStart(params.get('to'), 1);
  return {
    ...(search ? { search } : {}),
    ...(params.get('who') ? { actorId: params.get('who') } : {}),
    ...(params.get('what') ? { action: params.get('what') } : {}),
    ...(params.get('subject') ? { subjectId: params.get('subject') } : {}),
    ...(params.get('class') ? { piiClass: params.get('class') as PiiClass } : {}),
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
  };
}

/** Everything that was done in the Organisation, in order, with its chain (UI-11, ID-70). */
export function AuditPage() {
  const t = useT();
  const formats = useFormats();
  useTitle(t('nav.audit'));
  const { guest, slug } = useWorkspace();
  const [params, setParams] = useSearchParams();
  const [text, setText] = useState(params.get('q') ?? '');
  const [search] = useDebouncedValue(text.trim(), 250);
  const filter = useMemo(() => filterOf(params, search), [params, search]);
  const { data, previousData, error, loading, fetchMore, refetch } = useQuery(AuditLogDocument, {
    variables: { filter },
    skip: Boolean(guest),
    notifyOnNetworkStatusChange: true,
  });
  const { data: people } = useQuery(AuditPeopleDocument, { skip: Boolean(guest), errorPolicy: 'all' });
  const log = (data ?? previousData)?.organisation?.auditLog;
  const entries = log?.edges.map((edge) => edge.node) ?? [];
  const set = (name: string, value: string) =>
    setParams(
      (known) => {
        const next = new URLSearchParams(known);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  const more = () =>
    fetchMore({
      variables: { after: log?.pageInfo.endCursor },
      updateQuery: (known, { fetchMoreResult }) => {
        const before = known.organisation?.auditLog;
        const next = fetchMoreResult.organisation?.auditLog;
        if (!before || !next || !fetchMoreResult.organisation) return known;
        return {
          ...fetchMoreResult,
          organisation: {
            ...fetchMoreResult.organisation,
            auditLog: { ...next, edges: [...before.edges, ...next.edges] },
          },
        };
      },
    });

  if (guest || (data?.organisation && !data.organisation.auditLog)) {
    return (
      <main className="o-work" id="work">
        <StateMessage icon="lock" title={t('audit.refused')}>
          {t('audit.refusedHint')}
        </StateMessage>
      </main>
    );
  }
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <main className="o-work o-scrolls" id="work">
      <div className="o-whead">
        <h1>{t('nav.audit')}</h1>
        {log?.totalCount != null && <span className="o-meta">{t('audit.count', { count: log.totalCount })}</span>}
        <span className="o-grow" />
        {(['csv', 'json'] as const).map((format) => (
          <a
            key={format}
            className="o-btn"
            href={exportUrl(slug, format, filter)}
            download
            aria-label={t(format === 'csv' ? 'audit.exportCsv' : 'audit.exportJson')}
          >
            <Icon name="dl" />
            {format.toUpperCase()}
          </a>
        ))}
      </div>
      <div className="o-filters o-audit-filters">
        <label className="o-inp o-find">
          <Icon name="search" />
          <input
            type="search"
            value={text}
            placeholder={t('audit.search')}
            aria-label={t('audit.search')}
            onChange={(event) => {
              setText(event.target.value);
              set('q', event.target.value);
            }}
          />
        </label>
        <Select
          label={t('audit.who')}
          className="o-chip-select"
          value={params.get('who') ?? ''}
          onChange={(event) => set('who', event.target.value)}
        >
          <option value="">{t('audit.anyone')}</option>
          {people?.organisation?.members?.edges.map(({ node }) => (
            <option key={node.user.id} value={node.user.id}>
              {node.user.name}
            </option>
          ))}
        </Select>
        <Select
          label={t('audit.what')}
          className="o-chip-select"
          value={params.get('what') ?? ''}
          onChange={(event) => set('what', event.target.value)}
        >
          <option value="">{t('audit.anything')}</option>
          {ACTIONS.map((action) => (
            <option key={action} value={action}>
              {actionName(t, action)}
            </option>
          ))}
        </Select>
        {(['from', 'to'] as const).map((edge) => (
          <label key={edge} className="o-inp o-day">
            <span className="o-muted">{t(`audit.${edge}Day`)}</span>
            <input
              type="date"
              value={params.get(edge) ?? ''}
              min={edge === 'to' ? (params.get('from') ?? undefined) : undefined}
              onChange={(event) => set(edge, event.target.value)}
            />
          </label>
        ))}
        <Select
          label={t('audit.class')}
          className="o-chip-select"
          value={params.get('class') ?? ''}
          onChange={(event) => set('class', event.target.value)}
        >
          <option value="">{t('audit.anyClass')}</option>
          {CLASSES.map((piiClass) => (
            <option key={piiClass} value={piiClass}>
              {t(`pii.${piiClass}`)}
            </option>
          ))}
        </Select>
        {params.get('subject') && (
          <Button size="small" icon="x" onClick={() => set('subject', '')}>
            {t('audit.onlySubject')}
          </Button>
        )}
        {isFiltered && (
          <Button
            size="small"
            onClick={() => {
              setText('');
              setParams({}, { replace: true });
            }}
          >
            {t('audit.clear')}
          </Button>
        )}
        <span className="o-end o-muted o-small o-desk">{Intl.DateTimeFormat().resolvedOptions().timeZone}</span>
      </div>
      <div className="o-aud">
        <section className="o-card o-aud-log" aria-label={t('nav.audit')} aria-busy={loading}>
          {error && !log ? (
            <StateMessage
              icon="warn"
              tone="danger"
              title={t('fault.title')}
              action={<Button onClick={() => void refetch()}>{t('action.retry')}</Button>}
            >
              {faultText(t, faultCodeOf(error))}
            </StateMessage>
          ) : log && entries.length === 0 ? (
            <StateMessage icon="audit" title={isFiltered ? t('audit.none') : t('audit.empty')}>
              {isFiltered ? t('audit.noneHint') : t('audit.emptyHint')}
            </StateMessage>
          ) : (
            <table className="o-tbl">
              <thead>
                <tr>
                  <th>{t('audit.when')}</th>
                  <th>{t('audit.who')}</th>
                  <th>{t('audit.did')}</th>
                  <th>{t('audit.subject')}</th>
                  <th className="o-desk-cell">{t('audit.action')}</th>
                </tr>
              </thead>
              <tbody>
                {log
                  ? entries.map((entry, index) => {
                      const day = formats.date(entry.occurredAt);
                      const before = entries[index - 1];
                      return (
                        <AuditEntryRows
                          key={entry.id}
                          entry={entry}
                          day={!before || formats.date(before.occurredAt) !== day ? day : undefined}
                        />
                      );
                    })
                  : Array.from({ length: 10 }, (_, row) => (
                      <tr key={`skeleton-${row + 1}`}>
                        <td colSpan={5}>
                          <Skeleton width={`${92 - (row % 4) * 9}%`} height="16px" />
                        </td>
                      </tr>
                    ))}
              </tbody>
            </table>
          )}
          {log?.pageInfo.hasNextPage && (
            <div className="o-more">
              <Button isBusy={loading} onClick={() => void more()}>
                {t('audit.more')}
              </Button>
            </div>
          )}
        </section>
        <div className="o-aud-side">
          <ChainSeal />
          <SelfCheck />
        </div>
      </div>
    </main>
  );
}
