import { useMutation, useQuery } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Button } from '@offplan/kit/components/button.tsx';
import { Skeleton, StateMessage } from '@offplan/kit/components/states.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { T, useT } from '../i18n/catalogue.tsx';
import { Entrance } from '../session/entrance.tsx';
import { publicClient, useSession } from '../session/session.tsx';
import { forgetToken, TokenOfLink, tokenOf } from '../session/token-of-link.tsx';
import { FaultMessage } from '../shell/fault.tsx';
import { useChange } from '../shell/use-change.ts';
import { useTitle } from '../shell/use-title.ts';
import { AcceptOwnershipDocument, OwnershipOfferDocument } from './organisation-documents.ts';

const PAGE = '/ownership';

export const OwnershipLink = () => <TokenOfLink page={PAGE} />;

/** What the link of an offer of ownership opens: who offers what, and the button that takes it. Opening it does nothing (ID-3, ID-22). */
export function OwnershipPage() {
  const t = useT();
  const formats = useFormats();
  useTitle(t('ownership.title'));
  const session = useSession();
  const navigate = useNavigate();
  const [token] = useState(() => tokenOf(PAGE));
  const [isDead, setDead] = useState(false);
  const { data, error, refetch } = useQuery(OwnershipOfferDocument, {
    client: publicClient,
    variables: { token },
    skip: !token,
    fetchPolicy: 'network-only',
  });
  const [accept] = useMutation(AcceptOwnershipDocument, { client: publicClient });
  const { change, isBusy } = useChange();
  const offer = data?.ownershipOffer;
  const viewer = session.state.kind === 'signed-in' ? session.state.viewer : undefined;

  const take = async () => {
    const result = await change(
      async () => (await accept({ variables: { input: { token } } })).data?.acceptOwnership,
      ['OwnershipOfferNotUsable'],
    );
    if (result?.__typename === 'OwnershipOfferNotUsable') setDead(true);
    if (result?.__typename !== 'AcceptOwnershipSuccess') return;
    forgetToken(PAGE);
    await session.refresh();
    navigate(`/w/${result.workspace.organisation.slug}/settings`, { replace: true });
  };
  const signedInAs = viewer && (
    <p className="o-muted o-center">
      {t('invitation.signedInAs', { email: viewer.user.email ?? viewer.user.name })}{' '}
      <button
        type="button"
        className="o-linklike"
        onClick={() => void session.signOut().then((isOut) => isOut && navigate(`/sign-in?next=${PAGE}`))}
      >
        {t('session.signOut')}
      </button>
    </p>
  );

  if (error && !data)
    return (
      <Entrance>
        <FaultMessage code={faultCodeOf(error)} onRetry={() => void refetch()} />
      </Entrance>
    );
  if (token && !data)
    return (
      <Entrance>
        <Skeleton width="70%" height="32px" />
        <Skeleton width="100%" height="60px" />
        <Skeleton width="100%" height="40px" />
      </Entrance>
    );
  if (!offer?.isOpen || isDead)
    return (
      <Entrance>
        <StateMessage
          icon="shield"
          title={t('ownership.dead')}
          action={
            <Link className="o-btn" to="/">
              {t('invitation.toStart')}
            </Link>
          }
        >
          {offer ? t('ownership.deadHint') : t('ownership.notYours')}
        </StateMessage>
        {!offer && token && signedInAs}
      </Entrance>
    );
  return (
    <Entrance>
      <div>
        <h1 className="o-big1">{t('ownership.takeTitle', { organisation: offer.organisationName })}</h1>
        <p className="o-muted">
          <T
            id="ownership.from"
            values={{ name: offer.ownerName ?? t('role.owner'), organisation: offer.organisationName }}
            with={{ 0: <b /> }}
          />{' '}
          {t('invitation.until', { date: formats.date(offer.expiresAt) })}
        </p>
      </div>
      <ul className="o-will">
        <li>{t('ownership.takeBilling')}</li>
        <li>{t('ownership.takeFormer', { name: offer.ownerName ?? t('role.owner') })}</li>
      </ul>
      <Button kind="primary" size="large" isBusy={isBusy} onClick={() => void take()}>
        {t('ownership.take')}
      </Button>
      {signedInAs}
    </Entrance>
  );
}
