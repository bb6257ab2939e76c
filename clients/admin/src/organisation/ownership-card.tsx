import { useMutation, useQuery } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { SelectField } from '@offplan/kit/components/field.tsx';
import { Skeleton } from '@offplan/kit/components/states.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { useState } from 'react';
import { Link } from 'react-router';
import type { OrganisationSettingsFragment } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { publicClient } from '../session/session.tsx';
import { SignUpOptionsDocument } from '../session/session-documents.ts';
import { FaultMessage } from '../shell/fault.tsx';
import { MatterCard } from '../shell/matter-card.tsx';
import { useChange } from '../shell/use-change.ts';
import { usePages } from '../shell/use-pages.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { roleName } from '../team/role-name.ts';
import {
  OfferOwnershipDocument,
  OwnershipMembersDocument,
  WithdrawOwnershipOfferDocument,
} from './organisation-documents.ts';

interface OwnershipProps {
  readonly organisation: OrganisationSettingsFragment;
  readonly onChanged: () => Promise<void>;
}

/** Who owns the workspace, and handing it on: an offer that the other accepts (ID-22). */
export function OwnershipCard({ organisation, onChanged }: OwnershipProps) {
  const t = useT();
  const formats = useFormats();
  const [isOffering, setOffering] = useState(false);
  const [isWithOperator, setWithOperator] = useState(false);
  const [withdraw] = useMutation(WithdrawOwnershipOfferDocument);
  const { change, isBusy } = useChange();
  const { data } = useQuery(SignUpOptionsDocument, { client: publicClient });
  const offer = organisation.openOwnershipOffer;
  const takeBack = async () => {
    const done = await change(async () => (await withdraw()).data?.withdrawOwnershipOffer);
    await onChanged();
    if (done) showToast(t('ownership.withdrawn'));
  };
  return (
    <div id="ownership">
      <MatterCard
        title={t('ownership.title')}
        lead={t('ownership.lead')}
        actions={!offer && <Button onClick={() => setOffering(true)}>{t('ownership.offerOpen')}</Button>}
      >
        {offer && (
          <div className="o-matter-row">
            <span className="o-grow">
              <b>{t('ownership.offeredTo', { name: offer.member?.name ?? '' })}</b>
              <span className="o-muted o-block">{t('ownership.until', { date: formats.date(offer.expiresAt) })}</span>
            </span>
            <Button size="small" isBusy={isBusy} onClick={() => void takeBack()}>
              {t('ownership.withdraw')}
            </Button>
          </div>
        )}
        {isWithOperator && (
          <p className="o-pending" role="status">
            {t('ownership.operator', { support: data?.signUpOptions.supportEmail ?? '' })}
          </p>
        )}
      </MatterCard>
      {isOffering && (
        <OfferDialog
          onClose={() => setOffering(false)}
          onChanged={onChanged}
          onOperator={() => {
            setOffering(false);
            setWithOperator(true);
          }}
        />
      )}
    </div>
  );
}

function OfferDialog(props: { onClose: () => void; onChanged: OwnershipProps['onChanged']; onOperator: () => void }) {
  const { onClose, onChanged, onOperator } = props;
  const t = useT();
  const { slug } = useWorkspace();
  const query = useQuery(OwnershipMembersDocument);
  const pages = usePages(query, { path: ['organisation', 'members'], isWhole: true });
  const members = query.data?.organisation?.members?.edges
    .map((edge) => edge.node)
    .filter(({ role }) => role !== 'OWNER');
  const [memberId, setMemberId] = useState('');
  const [failure, setFailure] = useState<string>();
  const [offer] = useMutation(OfferOwnershipDocument);
  const { change, isBusy } = useChange();
  const chosen = members?.find(({ id }) => id === memberId);
  const submit = async () => {
    if (!chosen) {
      setFailure(t('ownership.choose'));
      return;
    }
    const result = await change(
      async () => (await offer({ variables: { input: { memberId } } })).data?.offerOwnership,
      ['OperatorMovesOwnership'],
    );
    if (result?.__typename === 'OperatorMovesOwnership') onOperator();
    else if (result) {
      onClose();
      await onChanged();
      showToast(t('ownership.offered', { name: chosen.user.name }));
    }
  };
  const isAlone = members?.length === 0 && !pages.hasMore;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width={480}
      title={t('ownership.offerOpen')}
      lead={isAlone ? t('ownership.alone') : t('ownership.offerLead')}
      footer={
        <>
          <span className="o-grow" />
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          {isAlone ? (
            <Link className="o-btn o-pri" to={`/w/${slug}/team?invite=1`}>
              {t('team.invite')}
            </Link>
          ) : (
            <Button kind="primary" disabled={!members} isBusy={isBusy} onClick={() => void submit()}>
              {t('ownership.submit')}
            </Button>
          )}
        </>
      }
    >
      {!members && query.error && (
        <FaultMessage isCompact code={faultCodeOf(query.error)} onRetry={() => void query.refetch()} />
      )}
      {!members && !query.error && <Skeleton width="100%" height="64px" />}
      {members && !isAlone && (
        <div className="o-stack">
          <SelectField
            label={t('ownership.to')}
            data-autofocus
            value={memberId}
            error={failure}
            onChange={(event) => {
              setMemberId(event.target.value);
              setFailure(undefined);
            }}
          >
            <option value="">{t('handOver.choose')}</option>
            {members.map(({ id, user, role }) => (
              <option key={id} value={id}>
                {user.name} · {roleName(t, role)}
              </option>
            ))}
          </SelectField>
          <ul className="o-will">
            <li>{t('ownership.willMail')}</li>
            <li>{t('ownership.willAdmin')}</li>
            <li>{t('ownership.willBilling')}</li>
          </ul>
        </div>
      )}
    </Dialog>
  );
}
