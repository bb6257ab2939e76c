import { useMutation, useQuery } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Button } from '@offplan/kit/components/button.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { Skeleton } from '@offplan/kit/components/states.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import type { SessionsQuery } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { publicClient } from '../session/session.tsx';
import { FaultMessage } from '../shell/fault.tsx';
import { MatterCard } from '../shell/matter-card.tsx';
import { MoreButton } from '../shell/more-button.tsx';
import { useChange } from '../shell/use-change.ts';
import { useNow } from '../shell/use-now.ts';
import { usePages } from '../shell/use-pages.ts';
import { useTitle } from '../shell/use-title.ts';
import { EndOtherSessionsDocument, EndSessionDocument, SessionsDocument } from './account-documents.ts';

type Session = NonNullable<SessionsQuery['viewer']>['sessions']['edges'][number]['node'];

const HANDHELD = new Set(['iPhone', 'iPad', 'Android']);

/** Where the person is signed in, and the way to sign out there (ID-4). */
export function SessionsPage() {
  const t = useT();
  useTitle(t('account.sessions'));
  const query = useQuery(SessionsDocument, {
    client: publicClient,
    fetchPolicy: 'cache-and-network',
  });
  const { data, error, refetch } = query;
  const pages = usePages(query, { path: ['viewer', 'sessions'] });
  const { change, isBusy } = useChange();
  const [endOthers] = useMutation(EndOtherSessionsDocument, { client: publicClient });
  const sessions = data?.viewer?.sessions.edges.map(({ node }) => node);
  const others = sessions?.filter(({ isCurrent }) => !isCurrent) ?? [];
  const endAll = async () => {
    const done = await change(async () => (await endOthers()).data?.endOtherSessions);
    if (!done) return;
    await refetch();
    showToast(t('sessions.endedOthers', { count: done.count }));
  };
  return (
    <div className="o-account-page">
      <h1>{t('account.sessions')}</h1>
      <MatterCard
        title={t('sessions.title')}
        lead={t('sessions.lead')}
        actions={
          others.length > 0 && (
            <Button isBusy={isBusy} onClick={() => void endAll()}>
              {t('sessions.endOthers')}
            </Button>
          )
        }
      >
        {sessions ? (
          <div className="o-session-list">
            <ul>
              {sessions.map((session) => (
                <SessionRow key={session.id} session={session} onEnded={() => void refetch()} />
              ))}
            </ul>
            <MoreButton pages={pages} />
          </div>
        ) : error ? (
          <FaultMessage isCompact code={faultCodeOf(error)} onRetry={() => void refetch()} />
        ) : (
          <div aria-busy="true">
            <Skeleton width="100%" height="56px" />
          </div>
        )}
      </MatterCard>
    </div>
  );
}

function SessionRow({ session, onEnded }: { session: Session; onEnded: () => void }) {
  const t = useT();
  const formats = useFormats();
  const now = useNow(60_000);
  const { change, isBusy } = useChange();
  const [end] = useMutation(EndSessionDocument, { client: publicClient });
  const { browser, device, network } = session;
  const name =
    browser && device ? t('sessions.device', { browser, device }) : (browser ?? device ?? t('sessions.unknown'));
  const endIt = async () => {
    const done = await change(
      async () => (await end({ variables: { input: { sessionId: session.id } } })).data?.endSession,
    );
    if (done) showToast(t('sessions.ended', { name }));
    onEnded();
  };
  return (
    <li>
      <span className="o-device" aria-hidden="true">
        <Icon name={device && HANDHELD.has(device) ? 'phone' : 'globe'} />
      </span>
      <span className="o-grow">
        <b>
          {name} {session.isCurrent && <span className="o-badge o-ok">{t('sessions.current')}</span>}
        </b>
        <small>
          {session.isCurrent ? (
            t('sessions.now')
          ) : (
            <time dateTime={session.lastUsedAt} title={formats.dateTime(session.lastUsedAt)}>
              {t('sessions.lastUsed', { when: formats.relative(session.lastUsedAt, now) })}
            </time>
          )}
          {network && (
            <>
              {' · '}
              <bdi>{network}</bdi>
            </>
          )}
          {' · '}
          {t('sessions.since', { date: formats.date(session.startedAt) })}
        </small>
      </span>
      {!session.isCurrent && (
        <Button
          size="small"
          kind="quiet"
          isBusy={isBusy}
          aria-label={t('sessions.endOne', { name })}
          onClick={() => void endIt()}
        >
          {t('session.signOut')}
        </Button>
      )}
    </li>
  );
}
