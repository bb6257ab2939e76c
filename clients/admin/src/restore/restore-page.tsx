import { useQuery } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Skeleton, StateMessage } from '@offplan/kit/components/states.tsx';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { Entrance } from '../session/entrance.tsx';
import { publicClient, useSession } from '../session/session.tsx';
import { TokenOfLink, tokenOf } from '../session/token-of-link.tsx';
import { FaultMessage } from '../shell/fault.tsx';
import { useTitle } from '../shell/use-title.ts';
import { RestoreChoice } from './restore-choice.tsx';
import { RestoreOfferDocument } from './restore-documents.ts';
import { Restored } from './restored.tsx';

const PAGE = '/restore';

export const RestoreLink = () => <TokenOfLink page={PAGE} />;

/**
 * Brings an archived workspace back (BIL-29): by the link of a mail, or by its name for an Owner who is signed in. Opening it does nothing; the price stands
 * here before anybody pays (BIL-28). The payment provider's page leads back here.
 */
export function RestorePage() {
  const t = useT();
  const session = useSession();
  const [params] = useSearchParams();
  const [token] = useState(() => tokenOf(PAGE));
  const named = params.get('organisation');
  const checkout = params.get('checkout');
  const { data, error, refetch } = useQuery(RestoreOfferDocument, {
    client: publicClient,
    variables: { token },
    skip: !token || named !== null,
    fetchPolicy: 'network-only',
  });
  const viewer = session.state.kind === 'signed-in' ? session.state.viewer : undefined;
  const own = viewer?.closedOrganisations.find(
    ({ slug, status }) => slug === named && status === 'FREE_GUEST_ARCHIVED',
  );
  const offer = data?.restoreOffer;
  const found = own ?? (offer?.isOpen ? { slug: offer.slug, name: offer.organisationName } : undefined);
  useTitle(t('restore.title', { name: found?.name ?? 'offplan' }));

  if (named && checkout) return <Restored slug={named} checkoutSessionId={checkout} />;
  if (error && !data)
    return (
      <Entrance>
        <FaultMessage code={faultCodeOf(error)} onRetry={() => void refetch()} />
      </Entrance>
    );
  if (!named && token && !data)
    return (
      <Entrance>
        <Skeleton width="70%" height="32px" />
        <Skeleton width="100%" height="60px" />
        <Skeleton width="100%" height="120px" />
      </Entrance>
    );
  return (
    <Entrance
      foot={
        found && (
          <Link className="o-linklike" to="/workspaces">
            {t('workspaces.all')}
          </Link>
        )
      }
    >
      {found ? (
        <RestoreChoice slug={found.slug} name={found.name} />
      ) : (
        <StateMessage
          icon="clock"
          title={t('restore.dead')}
          action={
            <Link className="o-btn" to="/workspaces">
              {t('workspaces.all')}
            </Link>
          }
        >
          {t('restore.deadHint')}
        </StateMessage>
      )}
    </Entrance>
  );
}
