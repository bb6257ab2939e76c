import { useQuery } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Skeleton, StateMessage } from '@offplan/kit/components/states.tsx';
import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { FaultMessage } from '../shell/fault.tsx';
import { useTitle } from '../shell/use-title.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { AddressCard } from './address-card.tsx';
import { ClosingCard } from './closing-card.tsx';
import { DetailsCard } from './details-card.tsx';
import { OrganisationSettingsDocument } from './organisation-documents.ts';
import { OwnershipCard } from './ownership-card.tsx';
import { SsoCard } from './sso-card.tsx';
import '../account/account.css';
import './organisation.css';

/** The Organisation itself: name, country, address, ownership, closing (ID-20, ID-22, ID-25, ID-27). */
export function OrganisationSettingsPage() {
  const t = useT();
  useTitle(t('nav.settings'));
  const workspace = useWorkspace();
  const mayEdit = workspace.can('edit_organisation');
  const { data, error, refetch } = useQuery(OrganisationSettingsDocument, { skip: !mayEdit });
  const organisation = data?.organisation;
  const reload = async () => {
    await Promise.all([refetch(), workspace.reload()]);
  };

  const { hash } = useLocation();
  const isLoaded = Boolean(organisation);
  useEffect(() => {
    // The browser looks for the anchor before the page is there.
    if (isLoaded && hash) document.getElementById(hash.slice(1))?.scrollIntoView();
  }, [isLoaded, hash]);

  return (
    <main className="o-work o-scrolls" id="work">
      <div className="o-whead">
        <h1>{t('nav.settings')}</h1>
        <span className="o-meta">{workspace.organisation.name}</span>
      </div>
      <div className="o-pad">
        {!mayEdit ? (
          <StateMessage icon="lock" title={t('organisation.refused')}>
            {t('organisation.refusedHint')}
          </StateMessage>
        ) : organisation ? (
          <div className="o-account-page">
            <DetailsCard organisation={organisation} onSaved={reload} />
            <AddressCard organisation={organisation} />
            <SsoCard />
            {workspace.can('transfer_ownership') && <OwnershipCard organisation={organisation} onChanged={reload} />}
            {workspace.can('close_organisation') && <ClosingCard organisation={organisation} onClosed={reload} />}
          </div>
        ) : error ? (
          <FaultMessage code={faultCodeOf(error)} onRetry={() => void refetch()} />
        ) : (
          <div className="o-account-page" aria-busy="true">
            <Skeleton width="100%" height="304px" />
            <Skeleton width="100%" height="112px" />
            <Skeleton width="100%" height="112px" />
          </div>
        )}
      </div>
    </main>
  );
}
