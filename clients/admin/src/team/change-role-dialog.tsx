import { useMutation } from '@apollo/client/react';
import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useState } from 'react';
import type { MemberRowFragment, Role } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useChange } from '../shell/use-change.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { RoleChoice, rolesToGive } from './role-choice.tsx';
import { roleName } from './role-name.ts';
import { ChangeMemberRoleDocument } from './team-documents.ts';

/** Gives a member another role, with what each means. It counts from the person's next click on (ID-32). */
export function ChangeRoleDialog({ member, onClose }: { member: MemberRowFragment; onClose: () => void }) {
  const t = useT();
  const workspace = useWorkspace();
  const [role, setRole] = useState<Role>(member.role);
  const [changeRole] = useMutation(ChangeMemberRoleDocument);
  const { change, isBusy } = useChange();
  const { name } = member.user;
  const save = async () => {
    const done = await change(async () => {
      const { data } = await changeRole({ variables: { input: { memberId: member.id, role } } });
      return data?.changeMemberRole;
    });
    if (!done) return;
    showToast(t('team.roleChanged', { name, role: roleName(t, role) }));
    onClose();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width={480}
      title={t('team.roleOf', { name })}
      lead={t('team.roleLead')}
      footer={
        <>
          <span className="o-grow" />
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button kind="primary" isBusy={isBusy} disabled={role === member.role} onClick={() => void save()}>
            {t('team.roleSave')}
          </Button>
        </>
      }
    >
      <RoleChoice legend={t('team.role')} value={role} roles={rolesToGive(workspace.role)} onChange={setRole} />
    </Dialog>
  );
}
