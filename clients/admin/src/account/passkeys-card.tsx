import { useMutation } from '@apollo/client/react';
import { Button, IconButton } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { TextField } from '@offplan/kit/components/field.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import { type FormEvent, useId, useState } from 'react';
import { useT } from '../i18n/catalogue.tsx';
import { addPasskey, knowsPasskeys } from '../session/access-routes.ts';
import { authFailureText } from '../session/auth-failure-text.ts';
import { publicClient } from '../session/session.tsx';
import { MatterCard } from '../shell/matter-card.tsx';
import { useChange } from '../shell/use-change.ts';
import { useNow } from '../shell/use-now.ts';
import { RemovePasskeyDocument, RenamePasskeyDocument } from './account-documents.ts';
import { type Account, useAccount } from './account-page.tsx';
import { useProof } from './proof.tsx';

type Passkey = Account['signInSecurity']['passkeys'][number];

/** The person's passkeys: add, rename, remove (ID-6). */
export function PasskeysCard() {
  const t = useT();
  const { account } = useAccount();
  const [isAdding, setAdding] = useState(false);
  const [renaming, setRenaming] = useState<Passkey>();
  const { passkeys } = account.signInSecurity;
  return (
    <MatterCard
      title={t('passkey.title')}
      lead={knowsPasskeys() ? t('passkey.lead') : t('passkey.unsupported')}
      actions={knowsPasskeys() && <Button onClick={() => setAdding(true)}>{t('passkey.add')}</Button>}
    >
      {passkeys.length > 0 && (
        <ul className="o-session-list">
          {passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} onRename={() => setRenaming(passkey)} />
          ))}
        </ul>
      )}
      {isAdding && <AddDialog onClose={() => setAdding(false)} />}
      {renaming && <RenameDialog passkey={renaming} onClose={() => setRenaming(undefined)} />}
    </MatterCard>
  );
}

function PasskeyRow({ passkey, onRename }: { passkey: Passkey; onRename: () => void }) {
  const t = useT();
  const formats = useFormats();
  const now = useNow(60_000);
  const { reload } = useAccount();
  const { change, isBusy } = useChange();
  const [remove] = useMutation(RemovePasskeyDocument, { client: publicClient });
  const removeIt = async () => {
    const done = await change(
      async () => (await remove({ variables: { input: { passkeyId: passkey.id } } })).data?.removePasskey,
    );
    if (!done) return;
    await reload();
    showToast(t('passkey.removed', { name: passkey.name }));
  };
  return (
    <li>
      <span className="o-device" aria-hidden="true">
        <Icon name="key" />
      </span>
      <span className="o-grow">
        <b>
          <bdi>{passkey.name}</bdi>
        </b>
        <small>
          {t('passkey.made', { date: formats.date(passkey.createdAt) })}
          {' · '}
          {passkey.lastUsedAt
            ? t('sessions.lastUsed', { when: formats.relative(passkey.lastUsedAt, now) })
            : t('passkey.unused')}
        </small>
      </span>
      <IconButton icon="edit" label={t('passkey.rename', { name: passkey.name })} onClick={onRename} />
      <Button
        size="small"
        kind="quiet"
        isBusy={isBusy}
        aria-label={t('passkey.removeOne', { name: passkey.name })}
        onClick={() => void removeIt()}
      >
        {t('passkey.remove')}
      </Button>
    </li>
  );
}

function AddDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  const { reload } = useAccount();
  const withProof = useProof();
  const [failure, setFailure] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const add = async (name: string) => {
    setFailure(undefined);
    setBusy(true);
    const result = await withProof(() => addPasskey(name));
    setBusy(false);
    if (!result) return;
    if (!result.isOk) return setFailure(authFailureText(t, result));
    await reload();
    showToast(t('passkey.added'));
    onClose();
  };
  return (
    <NameDialog
      title={t('passkey.add')}
      lead={t('passkey.addLead')}
      submit={t('passkey.create')}
      failure={failure}
      isBusy={isBusy}
      onSubmit={(name) => void add(name)}
      onClose={onClose}
    />
  );
}

function RenameDialog({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const t = useT();
  const { reload } = useAccount();
  const { change, isBusy } = useChange();
  const [rename] = useMutation(RenamePasskeyDocument, { client: publicClient });
  const save = async (name: string) => {
    const done = await change(
      async () => (await rename({ variables: { input: { passkeyId: passkey.id, name } } })).data?.renamePasskey,
    );
    if (!done) return;
    await reload();
    onClose();
  };
  return (
    <NameDialog
      title={t('passkey.renameTitle')}
      submit={t('action.save')}
      name={passkey.name}
      isBusy={isBusy}
      onSubmit={(name) => void save(name)}
      onClose={onClose}
    />
  );
}

function NameDialog(props: {
  title: string;
  lead?: string;
  submit: string;
  name?: string;
  failure?: string;
  isBusy: boolean;
  onSubmit: (name: string) => void;
  onClose: () => void;
}) {
  const t = useT();
  const id = useId();
  const [name, setName] = useState(props.name ?? '');
  const [isMissing, setMissing] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setMissing(name.trim() === '');
    if (name.trim() !== '') props.onSubmit(name.trim());
  };
  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      width={440}
      title={props.title}
      lead={props.lead}
      footer={
        <>
          <span className="o-grow" />
          <Button onClick={props.onClose}>{t('action.cancel')}</Button>
          <Button type="submit" form={id} kind="primary" isBusy={props.isBusy}>
            {props.submit}
          </Button>
        </>
      }
    >
      <form id={id} className="o-stack" onSubmit={submit} noValidate>
        {props.failure && (
          <p className="o-form-failure" role="alert">
            {props.failure}
          </p>
        )}
        <TextField
          label={t('passkey.name')}
          hint={t('passkey.nameHint')}
          maxLength={60}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={isMissing ? t('form.required') : undefined}
        />
      </form>
    </Dialog>
  );
}
