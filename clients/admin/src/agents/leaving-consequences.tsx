import { useQuery } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Icon, type IconName } from '@offplan/kit/components/icon.tsx';
import { Skeleton } from '@offplan/kit/components/states.tsx';
import { type MessageKey, useT } from '../i18n/catalogue.tsx';
import { faultText } from '../shell/fault-text.ts';
import { AgentLoadDocument } from './agent-documents.ts';
import './agents.css';

/**
 * What somebody's leaving the Organisation would mean, before it happens (ID-42). `userId` is the User, `successor` the name of whoever
 * its units would go to, where that is known.
 */
export function LeavingConsequences({ userId, successor }: { userId: string; successor?: string }) {
  const t = useT();
  const { data, error } = useQuery(AgentLoadDocument, { variables: { userId }, fetchPolicy: 'network-only' });
  const load = data?.organisation?.agentLoad;
  if (error) return <p className="o-muted o-small">{faultText(t, faultCodeOf(error))}</p>;
  if (!data)
    return (
      <div className="o-stack">
        <Skeleton height="20px" width="70%" />
        <Skeleton height="20px" width="55%" />
        <Skeleton height="20px" width="60%" />
      </div>
    );
  if (!load) return null;
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
