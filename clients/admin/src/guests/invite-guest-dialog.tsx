import { useMutation } from '@apollo/client/react';
import { Button, Segmented } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { SelectField, TextField } from '@offplan/kit/components/field.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { type FormEvent, useId, useState } from 'react';
import { emailText, slugText } from '../forms/form-schemas.ts';
import type { GuestCapability } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useLock } from '../locks/lock-provider.tsx';
import { useChange } from '../shell/use-change.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { CapabilityChoice } from './capability-choice.tsx';
import { InviteGuestDocument } from './guest-documents.ts';

/** What the invited is; each kind proposes what it may do, and the inviter decides (ID-50). */
const KINDS: Record<'agency' | 'client', readonly GuestCapability[]> = { agency: ['SALES'], client: ['CONTENT'] };

interface Failures {
  readonly whom?: string;
  readonly project?: string;
  readonly capabilities?: string;
}

interface InviteGuestDialogProps {
  /** Set where the dialog was opened in a project. */
  readonly projectId?: string;
  readonly onClose: () => void;
  readonly onInvited: () => void;
}

/** Invites another Organisation into a project: by the e-mail of its Owner, or by the address of its workspace. */
export function InviteGuestDialog({ projectId, onClose, onInvited }: InviteGuestDialogProps) {
  const t = useT();
  const formats = useFormats();
  const id = useId();
  const { projects } = useWorkspace();
  const [invite] = useMutation(InviteGuestDocument);
  const { change, isBusy } = useChange();
  const [by, setBy] = useState<'email' | 'slug'>('email');
  const [whom, setWhom] = useState('');
  const [project, setProject] = useState(projectId ?? (projects.length === 1 ? (projects[0]?.id ?? '') : ''));
  const [kind, setKind] = useState<keyof typeof KINDS>();
  const [capabilities, setCapabilities] = useState<readonly GuestCapability[]>([]);
  const [failures, setFailures] = useState<Failures>({});
  const [made, setMade] = useState<{ to: string; expiresAt: string | null }>();
  const lock = useLock();

  const check = (): Failures => {
    const typed = whom.trim();
    const isRight = by === 'email' ? emailText.safeParse(typed).success : slugText.safeParse(typed).success;
    return {
      ...(typed === ''
        ? { whom: t('form.required') }
        : isRight
          ? {}
          : { whom: t(by === 'email' ? 'form.email' : 'form.slug') }),
      ...(project === '' ? { project: t('guests.needProject') } : {}),
      ...(capabilities.length === 0 ? { capabilities: t('allocation.needCapability') } : {}),
    };
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = check();
    setFailures(found);
    if (Object.keys(found).length > 0) return;
    const typed = whom.trim();
    const result = await change(
      async () =>
        (
          await invite({
            variables: {
              input: { projectId: project, capabilities, ...(by === 'email' ? { email: typed } : { slug: typed }) },
            },
          })
        ).data?.inviteGuest,
      ['ValidationFailed', 'GuestLimitReached'],
    );
    if (result?.__typename === 'ValidationFailed') {
      const [issue] = result.issues;
      setFailures({
        whom: issue?.code === 'UNKNOWN' ? t('guests.unknownAddress') : (issue?.message ?? result.message),
      });
    } else if (result?.__typename === 'GuestLimitReached') lock('guests', result.limit);
    else if (result?.__typename === 'InviteGuestSuccess') {
      setMade({ to: typed, expiresAt: result.grant.expiresAt ?? null });
      onInvited();
    }
  };

  if (made)
    return (
      <Dialog
        isOpen
        onClose={onClose}
        width={480}
        title={t('invite.made')}
        lead={t('invite.send', { email: made.to, date: made.expiresAt ? formats.date(made.expiresAt) : '' })}
        footer={
          <>
            <span className="o-grow" />
            <Button kind="primary" data-autofocus onClick={onClose}>
              {t('action.done')}
            </Button>
          </>
        }
      />
    );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width={520}
      title={t('allocation.inviteTitle')}
      lead={t('allocation.inviteLead')}
      footer={
        <>
          <span className="o-grow" />
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" form={id} kind="primary" isBusy={isBusy}>
            {t('invite.submit')}
          </Button>
        </>
      }
    >
      <form id={id} className="o-stack" onSubmit={(event) => void submit(event)} noValidate>
        {!projectId && (
          <SelectField
            label={t('guests.project')}
            value={project}
            error={failures.project}
            onChange={(event) => setProject(event.target.value)}
          >
            {projects.length !== 1 && <option value="">{t('guests.chooseProject')}</option>}
            {projects.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </SelectField>
        )}
        <TextField
          label={by === 'email' ? t('form.emailLabel') : t('signup.slug')}
          aside={
            <Segmented
              isSmall
              label={t('guests.by')}
              value={by}
              onChange={(next) => {
                setBy(next);
                setFailures({});
              }}
              options={[
                { value: 'email', label: t('guests.byEmail') },
                { value: 'slug', label: t('guests.bySlug') },
              ]}
            />
          }
          hint={by === 'email' ? t('guests.emailHint') : t('guests.slugHint')}
          type={by === 'email' ? 'email' : 'text'}
          dir="ltr"
          autoCapitalize="none"
          spellCheck={false}
          data-autofocus
          value={whom}
          error={failures.whom}
          onChange={(event) => {
            setWhom(event.target.value);
            setFailures(({ whom: _, ...others }) => others);
          }}
        />
        <div className="o-stack o-tight">
          <span className="o-lbl">{t('guests.kind')}</span>
          <Segmented
            isWide
            label={t('guests.kind')}
            value={kind ?? ''}
            onChange={(next) => {
              const chosen = next as keyof typeof KINDS;
              setKind(chosen);
              setCapabilities(KINDS[chosen]);
              setFailures(({ capabilities: _, ...others }) => others);
            }}
            options={[
              { value: 'agency', label: t('guests.kindAgency') },
              { value: 'client', label: t('guests.kindClient') },
            ]}
          />
        </div>
        <CapabilityChoice value={capabilities} onChange={setCapabilities} error={failures.capabilities} />
      </form>
    </Dialog>
  );
}
