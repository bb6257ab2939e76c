import { useMutation } from '@apollo/client/react';
import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { SelectField } from '@offplan/kit/components/field.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useState } from 'react';
import type { MemberRowFragment } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useChange } from '../shell/use-change.ts';
import { roleName } from './role-name.ts';
import { SetMemberManagerDocument } from './team-documents.ts';

const MANAGES = new Set(['OWNER', 'ADMIN', 'SALES_MANAGER']);

/** Says to whom a member's units go when it leaves (ID-43). */
export function SetManagerDialog(props: {
  member: MemberRowFragment;
  members: readonly MemberRowFragment[];
  onClose: () => void;
}) {
  const { member, members, onClose } = props;
  const t = useT();
  const managers = members.filter(({ id, role }) => id !== member.id && MANAGES.has(role));
  const [managerId, setManagerId] = useState(managers.find(({ user }) => user.id === member.manager?.id)?.id ?? '');
  const [setManager] = useMutation(SetMemberManagerDocument);
  const { change, isBusy } = useChange();
  const { name } = member.user;
  const save = async () => {
    const done = await change(async () => {
      const { data } = await setManager({
        variables: { input: { memberId: member.id, managerId: managerId || null } },
      });
      return data?.setMemberManager;
    });
    if (!done) return;
    showToast(t('team.managerSet', { name }));
    onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width={440}
      title={t('team.managerOf', { name })}
      lead={t('team.managerLead')}
      footer={
        <>
          <span className="o-grow" />
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button kind="primary" isBusy={isBusy} onClick={() => void save()}>
            {t('team.managerSave')}
          </Button>
        </>
      }
    >
      <SelectField
        label={t('team.manager')}
        data-autofocus
        value={managerId}
        onChange={(event) => setManagerId(event.target.value)}
      >
        <option value="">{t('team.managerNone')}</option>
        {managers.map((one) => (
          <option key={one.id} value={one.id}>
            {one.user.name} · {roleName(t, one.role)}
          </option>
        ))}
      </SelectField>
    </Dialog>
  );
}
