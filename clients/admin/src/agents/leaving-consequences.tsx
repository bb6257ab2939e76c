import { useQuery } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Icon, type IconName } from '@offplan/kit/components/icon.tsx';
import { Skeleton } from '@offplan/kit/components/states.tsx';
import type { AgentLoadQuery } from '../generated/graphql.ts';
import { type MessageKey, useT } from '../i18n/catalogue.tsx';
import { FaultMessage } from '../shell/fault.tsx';
import { AgentLoadDocument } from './agent-documents.ts';
import './agents.css';

type AgentLoad = NonNullable<NonNullable<AgentLoadQuery['organisation']>['agentLoad']>;

interface Leaving {
  /** What the person has; absent until it is known. */
  readonly load: AgentLoad | undefined;
  /** The code of the fault that keeps it from being known. */
  readonly fault: string | undefined;
  again(): void;
}

/** What somebody's leaving the Organisation would mean, asked before anybody may confirm it (ID-42). `userId` is the User. */
export function useLeaving(userId: string): Leaving {
  const { data, error, loading, refetch } = useQuery(AgentLoadDocument, {
    variables: { userId },
    fetchPolicy: 'network-only',
    notifyOnNetworkStatusChange: true,
  });
  const load = data?.organisation?.agentLoad ?? undefined;
  const fault = error ? faultCodeOf(error) : load ? undefined : 'NOT_FOUND';
  return { ...(loading ? { load: undefined, fault: undefined } : { load, fault }), again: () => void refetch() };
}

/** Says what it means. `successor` is the name of whoever the units would go to, where that is known. */
export function LeavingConsequences({ leaving, successor }: { leaving: Leaving; successor?: string }) {
  const t = useT();
  const { load, fault, again } = leaving;
  if (fault) return <FaultMessage isCompact title={t('leaving.unknown')} code={fault} onRetry={again} />;
  if (!load)
    return (
      <div className="o-stack" aria-busy="true">
        <Skeleton height="20px" width="70%" />
        <Skeleton height="20px" width="55%" />
        <Skeleton height="20px" width="60%" />
      </div>
    );
  const lines: { icon: IconName; text: MessageKey; count: number }[] = [
    { icon: 'lock', text: 'leaving.projects', count: load.projects },
    { icon: 'alloc', text: successor ? 'leaving.unitsTo' : 'leaving.units', count: load.units },
    {
      icon: 'check',
      text: successor ? 'leaving.reservationsTo' : 'leaving.reservations',
      count: load.reservations,
    },
    { icon: 'buyers', text: 'leaving.buyers', count: load.buyers },
  ];
  const shown = lines.filter(({ count }) => count > 0);
  return (
    <ul className="o-leaving" aria-label={t('leaving.title')}>
      {shown.map(({ icon, text, count }) => (
        <li key={text}>
          <Icon name={icon} />
          <span>{t(text, { count, name: successor ?? '' })}</span>
        </li>
      ))}
      {shown.length === 0 && (
        <li>
          <Icon name="check" />
          <span>{t('leaving.nothing')}</span>
        </li>
      )}
    </ul>
  );
}
