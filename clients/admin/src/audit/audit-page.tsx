import { useQuery } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Button } from '@offplan/kit/components/button.tsx';
import { Select } from '@offplan/kit/components/field.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { Skeleton, StateMessage } from '@offplan/kit/components/states.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { AuditFilter, PiiClass } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { dayStart } from '../shell/day-start.ts';
import { FaultMessage } from '../shell/fault.tsx';
import { MoreButton } from '../shell/more-button.tsx';
import { usePages } from '../shell/use-pages.ts';
import { useTitle } from '../shell/use-title.ts';
import { useTyped } from '../shell/use-typed.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { ACTIONS, actionName } from './action-name.ts';
import { ActorSelect } from './actor-select.tsx';
import { AuditLogDocument } from './audit-documents.ts';
import { AuditEntryRows } from './audit-entry.tsx';
import { ChainSeal } from './chain-seal.tsx';
import { exportUrl } from './export-url.ts';
import { SelfCheck } from './self-check.tsx';
import './audit.css';

const CLASSES: readonly PiiClass[] = ['NONE', 'PERSONAL_META', 'SENSITIVE', 'PSEUDONYMOUS'];

/** The filter as the address keeps it; both days are in it. */
function filterOf(params: URLSearchParams): AuditFilter {
  const search = params.get('q')?.trim();
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
  const filter = useMemo(() => filterOf(params), [params]);
  const query = useQuery(AuditLogDocument, {
    variables: { filter },
    skip: Boolean(guest),
    notifyOnNetworkStatusChange: true,
  });
  const { data, previousData, error, loading, refetch } = query;
  const pages = usePages(query, { path: ['organisation', 'auditLog'] });
  const log = (data ?? (error ? undefined : previousData))?.organisation?.auditLog;
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
  const [text, setText] = useTyped(params.get('q') ?? '', (typed) => set('q', typed));

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
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <ActorSelect value={params.get('who') ?? ''} onChange={(id) => set('who', id)} />
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
          <Button size="small" onClick={() => setParams({}, { replace: true })}>
            {t('audit.clear')}
          </Button>
        )}
        <span className="o-end o-muted o-small o-desk">{Intl.DateTimeFormat().resolvedOptions().timeZone}</span>
      </div>
      <div className="o-aud">
        <section className="o-card o-aud-log" aria-label={t('nav.audit')} aria-busy={loading}>
          {error && !log ? (
            <FaultMessage code={faultCodeOf(error)} onRetry={() => void refetch()} />
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
          <MoreButton pages={pages} />
        </section>
        <div className="o-aud-side">
          <ChainSeal />
          <SelfCheck />
        </div>
      </div>
    </main>
  );
}
