import { useMutation } from '@apollo/client/react';
import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useState } from 'react';
import type { GrantRowFragment } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useChange } from '../shell/use-change.ts';
import { CapabilityChoice } from './capability-choice.tsx';
import { ChangeGuestCapabilitiesDocument, WithdrawGuestDocument } from './guest-documents.ts';

interface GuestDialogProps<Grant = GrantRowFragment> {
  readonly grant: Grant;
  /** The guest's name, or to whom the offer went. */
  readonly name: string;
  readonly onClose: () => void;
}

/** Changes what a guest may do in a project; open screens follow at once. */
export function CapabilitiesDialog({ grant, name, onClose }: GuestDialogProps) {
  const t = useT();
  const [capabilities, setCapabilities] = useState(grant.capabilities);
  const [save] = useMutation(ChangeGuestCapabilitiesDocument);
  const { change, isBusy } = useChange();
  const submit = async () => {
    const done = await change(
      async () =>
        (await save({ variables: { input: { grantId: grant.id, capabilities } } })).data?.changeGuestCapabilities,
    );
    if (!done) return;
    showToast(t('guests.capabilitiesSaved', { name }));
    onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width={480}
      title={t('guests.capabilitiesOf', { name })}
      lead={t('team.roleLead')}
      footer={
        <>
          <span className="o-grow" />
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button kind="primary" isBusy={isBusy} disabled={capabilities.length === 0} onClick={() => void submit()}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <CapabilityChoice value={capabilities} onChange={setCapabilities} />
    </Dialog>
  );
}

/** Ends a guest's access, or takes an open offer back (ID-53): what returns and what stays, first. */
export function WithdrawDialog(
  props: GuestDialogProps<Pick<GrantRowFragment, 'id' | 'status'>> & { units: number; onDone: () => void },
) {
  const { grant, name, units, onClose, onDone } = props;
  const t = useT();
  const [withdraw] = useMutation(WithdrawGuestDocument);
  const { change, isBusy } = useChange();
  const isActive = grant.status === 'ACTIVE';
  const submit = async () => {
    const done = await change(
      async () => (await withdraw({ variables: { input: { grantId: grant.id } } })).data?.withdrawGuest,
    );
    if (!done) return;
    showToast(isActive ? t('guests.withdrawn', { name }) : t('team.revoked', { email: name }));
    onClose();
    onDone();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width={480}
      title={isActive ? t('allocation.withdrawTitle', { name }) : t('guests.revokeTitle', { name })}
      lead={isActive ? undefined : t('allocation.withdrawInvitation')}
      footer={
        <>
          <span className="o-grow" />
          <Button data-autofocus onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button kind="danger" isBusy={isBusy} onClick={() => void submit()}>
            {isActive ? t('allocation.withdraw') : t('team.revoke')}
          </Button>
        </>
      }
    >
      {isActive && (
        <ul className="o-will">
          <li>{t('guests.willEnd')}</li>
          <li>{t('guests.willReturn', { count: units })}</li>
          <li>{t('guests.willStay')}</li>
        </ul>
      )}
    </Dialog>
  );
}
