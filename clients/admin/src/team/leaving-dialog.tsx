import { useMutation } from '@apollo/client/react';
import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { HandOverDialog } from '../agents/hand-over-dialog.tsx';
import { LeavingConsequences, useLeaving } from '../agents/leaving-consequences.tsx';
import type { MemberRowFragment } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { lastWorkspace } from '../session/last-workspace.ts';
import { useSession } from '../session/session.tsx';
import { useChange } from '../shell/use-change.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { DeactivateMemberDocument, LeaveOrganisationDocument } from './team-documents.ts';

interface LeavingDialogProps {
  readonly member: MemberRowFragment;
  /** Buyers attributed to them; above 0 they can be handed over first. */
  readonly buyers: number;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** The end of a membership, by a manager or by the person itself: the consequences first, one flow for both (ID-42). */
export function LeavingDialog({ member, buyers, onClose, onDone }: LeavingDialogProps) {
  const t = useT();
  const navigate = useNavigate();
  const session = useSession();
  const workspace = useWorkspace();
  const [isHandingOver, setHandingOver] = useState(false);
  const [deactivate] = useMutation(DeactivateMemberDocument);
  const [leave] = useMutation(LeaveOrganisationDocument);
  const { change, isBusy } = useChange();
  const leaving = useLeaving(member.user.id);
  const isSelf = member.user.id === workspace.user.id;
  const { name } = member.user;

  const end = async () => {
    const done = await change(async () =>
      isSelf
        ? (await leave()).data?.leaveOrganisation
        : (await deactivate({ variables: { input: { memberId: member.id } } })).data?.deactivateMember,
    );
    if (!done) return;
    if (isSelf) {
      lastWorkspace.forget();
      await session.refresh();
      navigate('/workspaces', { replace: true });
      showToast(t('team.left', { organisation: workspace.organisation.name }));
      return;
    }
    showToast(t('team.removed', { name }));
    onClose();
    onDone();
  };
  if (isHandingOver)
    return (
      <HandOverDialog
        agent={member.user}
        isOpen
        onClose={() => setHandingOver(false)}
        onDone={() => {
          leaving.again();
          onDone();
        }}
      />
    );
  const mayHandOver = buyers > 0 && workspace.can('hand_over_buyers');
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width={480}
      title={
        isSelf ? t('team.leaveTitle', { organisation: workspace.organisation.name }) : t('team.removeTitle', { name })
      }
      lead={isSelf ? t('team.leaveLead') : t('team.removeLead')}
      footer={
        <>
          {mayHandOver && (
            <Button kind="quiet" icon="flip" onClick={() => setHandingOver(true)}>
              {t('team.handOverFirst')}
            </Button>
          )}
          <span className="o-grow" />
          <Button data-autofocus onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button kind="danger" isBusy={isBusy} disabled={!leaving.load} onClick={() => void end()}>
            {isSelf ? t('team.leave') : t('team.remove')}
          </Button>
        </>
      }
    >
      <LeavingConsequences leaving={leaving} successor={member.successor?.name} />
    </Dialog>
  );
}

/** Why the Owner cannot just go, and the two ways on (ID-44). */
export function OwnerStaysDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  const { slug, organisation } = useWorkspace();
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width={480}
      title={t('team.ownerStays', { organisation: organisation.name })}
      lead={t('team.ownerStaysLead')}
      footer={
        <>
          <Link className="o-btn o-quiet" to={`/w/${slug}/settings#close`}>
            {t('closing.open')}
          </Link>
          <span className="o-grow" />
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Link className="o-btn o-pri" data-autofocus to={`/w/${slug}/settings#ownership`}>
            {t('ownership.offerOpen')}
          </Link>
        </>
      }
    />
  );
}
