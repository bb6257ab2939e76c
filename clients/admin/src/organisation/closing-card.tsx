import { useMutation } from '@apollo/client/react';
import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { TextField } from '@offplan/kit/components/field.tsx';
import { type FormEvent, useId, useState } from 'react';
import type { OrganisationSettingsFragment } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';
import { MatterCard } from '../shell/matter-card.tsx';
import { useChange } from '../shell/use-change.ts';
import { CloseOrganisationDocument } from './organisation-documents.ts';

interface ClosingProps {
  readonly organisation: OrganisationSettingsFragment;
  readonly onClosed: () => Promise<void>;
}

/** Closing the workspace: the Owner types its address again and proves who they are (ID-27). */
export function ClosingCard({ organisation, onClosed }: ClosingProps) {
  const t = useT();
  const [isClosing, setClosing] = useState(false);
  return (
    <div id="close">
      <MatterCard
        title={t('closing.title')}
        lead={t('closing.lead')}
        actions={
          <Button kind="danger" onClick={() => setClosing(true)}>
            {t('closing.open')}
          </Button>
        }
      />
      {isClosing && <ClosingDialog organisation={organisation} onClosed={onClosed} onClose={() => setClosing(false)} />}
    </div>
  );
}

function ClosingDialog({ organisation, onClosed, onClose }: ClosingProps & { onClose: () => void }) {
  const t = useT();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [failure, setFailure] = useState<string>();
  const [close] = useMutation(CloseOrganisationDocument);
  const { change, isBusy } = useChange();
  const { slug, name } = organisation;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim().toLowerCase() !== slug) {
      setFailure(t('closing.different', { slug }));
      return;
    }
    const done = await change(
      async () => (await close({ variables: { input: { slug: typed } } })).data?.closeOrganisation,
    );
    // The workspace answers from now on that it is closed: its own page takes over.
    if (done) await onClosed();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width={480}
      title={t('closing.ask', { name })}
      lead={t('closing.askLead')}
      footer={
        <>
          <span className="o-grow" />
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" form={id} kind="danger" isBusy={isBusy}>
            {t('closing.open')}
          </Button>
        </>
      }
    >
      <form id={id} className="o-stack" onSubmit={(event) => void submit(event)} noValidate>
        <ul className="o-will">
          <li>{t('closing.willOut')}</li>
          <li>{t('closing.willPages')}</li>
          <li>{t('closing.willPlan')}</li>
          <li>{t('closing.willDelete')}</li>
        </ul>
        <TextField
          label={t('closing.type', { slug })}
          error={failure}
          dir="ltr"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          data-autofocus
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setFailure(undefined);
          }}
        />
      </form>
    </Dialog>
  );
}
