import { useQuery } from '@apollo/client/react';
import { Skeleton, StateMessage } from '@offplan/kit/components/states.tsx';
import { useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { RefreshBillingDocument } from '../plan/plan-documents.ts';
import { Entrance } from '../session/entrance.tsx';
import { publicClient, useSession } from '../session/session.tsx';
import { SignUpOptionsDocument } from '../session/session-documents.ts';
import { useWorkspaceClient } from './use-workspace-client.ts';

/** How often it is looked whether the workspace is back, in ms, and for how many times. */
const LOOK_EVERY = 1_000;
const LOOKS = 30;

/** After the payment: asks the payment provider anew, waits until the workspace is open, and goes in. */
export function Restored({ slug, checkoutSessionId }: { slug: string; checkoutSessionId: string }) {
  const t = useT();
  const session = useSession();
  const navigate = useNavigate();
  const client = useWorkspaceClient(slug);
  const options = useQuery(SignUpOptionsDocument, { client: publicClient });
  const [looks, setLooks] = useState(0);
  const viewer = session.state.kind === 'signed-in' ? session.state.viewer : undefined;
  const isBack = viewer?.workspaces.some(({ organisation }) => organisation.slug === slug) ?? false;
  const name = viewer?.closedOrganisations.find((one) => one.slug === slug)?.name ?? slug;
  const { refresh } = session;

  useEffect(() => {
    // Its event comes by itself should this not be answered.
    void client
      ?.mutate({ mutation: RefreshBillingDocument, variables: { input: { checkoutSessionId } } })
      .catch(() => {});
  }, [client, checkoutSessionId]);
  useEffect(() => {
    if (isBack) navigate(`/w/${slug}`, { replace: true });
  }, [isBack, navigate, slug]);
  useEffect(() => {
    if (isBack || looks >= LOOKS) return;
    const timer = setTimeout(() => void refresh().finally(() => setLooks(looks + 1)), LOOK_EVERY);
    return () => clearTimeout(timer);
  }, [isBack, looks, refresh]);

  return (
    <Entrance>
      {looks < LOOKS ? (
        <div role="status" aria-busy="true">
          <p>{t('restore.waiting', { name })}</p>
          <Skeleton width="100%" height="40px" />
        </div>
      ) : (
        <StateMessage
          icon="clock"
          title={t('restore.title', { name })}
          action={
            <Link className="o-btn" to="/workspaces">
              {t('workspaces.all')}
            </Link>
          }
        >
          {t('restore.late', { support: options.data?.signUpOptions.supportEmail ?? '' })}
        </StateMessage>
      )}
    </Entrance>
  );
}
