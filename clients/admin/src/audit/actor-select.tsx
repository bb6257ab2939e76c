import { useQuery } from '@apollo/client/react';
import { Select } from '@offplan/kit/components/field.tsx';
import { useMemo } from 'react';
import type { AuditActorsQuery } from '../generated/graphql.ts';
import { type MessageKey, type Translate, useT } from '../i18n/catalogue.tsx';
import { usePages } from '../shell/use-pages.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { AuditActorsDocument } from './audit-documents.ts';

type Actor = NonNullable<NonNullable<AuditActorsQuery['organisation']>['auditActors']>['edges'][number]['node'];

/** Words for whoever has no name of its own. */
export const ACTOR_KINDS: Record<string, MessageKey> = {
  system: 'actor.system',
  operator: 'actor.operator',
  stripe: 'actor.stripe',
};

function nameOf(t: Translate, { kind, name }: Actor): string {
  // Asked for, this one stands for all that no person did, and payments are among that.
  const key = kind === 'system' ? 'actor.noPerson' : ACTOR_KINDS[kind];
  return key ? [t(key), name].filter(Boolean).join(' · ') : (name ?? t('actor.unknown'));
}

/** Whose entries the log shows: anybody who is in it, people first, by name (ID-73). */
export function ActorSelect({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const t = useT();
  const { guest } = useWorkspace();
  const query = useQuery(AuditActorsDocument, { skip: Boolean(guest), errorPolicy: 'all' });
  usePages(query, { path: ['organisation', 'auditActors'], isWhole: true });
  const edges = query.data?.organisation?.auditActors?.edges;
  const actors = useMemo(
    () =>
      (edges ?? [])
        .map(({ node }) => ({ id: node.id, isPerson: node.kind === 'user', name: nameOf(t, node) }))
        .sort((a, b) => Number(b.isPerson) - Number(a.isPerson) || a.name.localeCompare(b.name)),
    [edges, t],
  );
  return (
    <Select
      label={t('audit.who')}
      className="o-chip-select"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">{t('audit.anyone')}</option>
      {actors.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </Select>
  );
}
