import { useMutation } from '@apollo/client/react';
import { faultCodeOf } from '@offplan/kit/apollo/create-client.ts';
import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { TextAreaField } from '@offplan/kit/components/field.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { type FormEvent, useId, useState } from 'react';
import { emailText } from '../forms/form-schemas.ts';
import { useT } from '../i18n/catalogue.tsx';
import { faultText } from '../shell/fault-text.ts';
import { refusalText } from '../shell/refusal-text.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { addressesIn } from './addresses-in.ts';
import { type GivenRole, RoleChoice, rolesToGive } from './role-choice.tsx';
import { InviteMemberDocument } from './team-documents.ts';

/** What became of one address: `done` with a date or `failed` with a reason. */
interface Outcome {
  readonly email: string;
  readonly isDone: boolean;
  readonly text: string;
}

interface InviteMembersDialogProps {
  readonly onClose: () => void;
  /** Called after each round in which somebody was invited. */
  readonly onInvited: () => void;
  /** The plan has no seat left; `limit` is how many it has. */
  readonly onFull: (limit: number) => void;
}

/** Invites colleagues by mail, several at once; each address has its own answer (ID-40). */
export function InviteMembersDialog({ onClose, onInvited, onFull }: InviteMembersDialogProps) {
  const t = useT();
  const formats = useFormats();
  const id = useId();
  const workspace = useWorkspace();
  const roles = rolesToGive(workspace.role);
  const [invite] = useMutation(InviteMemberDocument);
  const [text, setText] = useState('');
  const [role, setRole] = useState<GivenRole>('SALES_AGENT');
  const [failure, setFailure] = useState<string>();
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>();
  const [isBusy, setBusy] = useState(false);
  const addresses = addressesIn(text);

  /** Invites one; resolves with how many seats there are when none is left. */
  const inviteOne = async (email: string): Promise<Outcome & { limit?: number }> => {
    const failed = (why: string) => ({ email, isDone: false, text: why });
    try {
      const { data } = await invite({ variables: { input: { email, role } } });
      const result = data?.inviteMember;
      switch (result?.__typename) {
        case 'InviteMemberSuccess':
          return {
            email,
            isDone: true,
            text: t('invite.openUntil', { date: formats.date(result.invitation.expiresAt) }),
          };
        case 'ValidationFailed':
          return failed(result.issues[0]?.message ?? result.message);
        case 'SeatLimitReached':
          return { ...failed(t('refusal.seatLimit')), limit: result.limit };
        default:
          return failed(refusalText(t, result));
      }
    } catch (error) {
      return failed(faultText(t, faultCodeOf(error)));
    }
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (isBusy) return;
    const wrong = addresses.find((email) => !emailText.safeParse(email).success);
    if (addresses.length === 0 || wrong) {
      setFailure(wrong ? t('invite.wrongAddress', { email: wrong }) : t('form.required'));
      return;
    }
    setBusy(true);
    setFailure(undefined);
    const known: (Outcome & { limit?: number })[] = [];
    // One after the other: the seats that are left go to those who stand first.
    for (const email of addresses) known.push(await inviteOne(email));
    setBusy(false);
    if (known.some(({ isDone }) => isDone)) onInvited();
    const limit = known.find((outcome) => outcome.limit !== undefined)?.limit;
    if (limit !== undefined && known.every(({ isDone }) => !isDone)) onFull(limit);
    else setOutcomes(known);
  };
  const again = () => {
    setText((outcomes ?? []).flatMap(({ email, isDone }) => (isDone ? [] : [email])).join('\n'));
    setOutcomes(undefined);
  };
  const done = outcomes?.filter(({ isDone }) => isDone).length ?? 0;

  if (outcomes)
    return (
      <Dialog
        isOpen
        onClose={onClose}
        width={480}
        title={t('invite.outcome', { done, count: outcomes.length })}
        lead={t('invite.outcomeLead')}
        footer={
          <>
            {done < outcomes.length && (
              <Button kind="quiet" onClick={again}>
                {t('invite.correct')}
              </Button>
            )}
            <span className="o-grow" />
            <Button kind="primary" data-autofocus onClick={onClose}>
              {t('action.done')}
            </Button>
          </>
        }
      >
        <ul className="o-outcomes">
          {outcomes.map(({ email, isDone, text: words }) => (
            <li key={email} className={isDone ? undefined : 'o-failed'}>
              <Icon name={isDone ? 'check' : 'warn'} />
              <span>
                <bdi>{email}</bdi>
                <small>{words}</small>
              </span>
            </li>
          ))}
        </ul>
      </Dialog>
    );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width={480}
      title={t('team.invite')}
      lead={t('team.inviteLead')}
      footer={
        <>
          <span className="o-grow" />
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" form={id} kind="primary" isBusy={isBusy}>
            {t('invite.submitMany', { count: Math.max(1, addresses.length) })}
          </Button>
        </>
      }
    >
      <form id={id} className="o-stack" onSubmit={(event) => void submit(event)} noValidate>
        <TextAreaField
          label={t('invite.addresses')}
          hint={t('invite.addressesHint')}
          error={failure}
          rows={3}
          dir="ltr"
          inputMode="email"
          autoCapitalize="none"
          spellCheck={false}
          data-autofocus
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <RoleChoice legend={t('team.role')} value={role} roles={roles} onChange={setRole} />
      </form>
    </Dialog>
  );
}
