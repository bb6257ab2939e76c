import { useMutation } from '@apollo/client/react';
import { Button } from '@offplan/kit/components/button.tsx';
import { TextField } from '@offplan/kit/components/field.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { type FormEvent, useState } from 'react';
import { useT } from '../i18n/catalogue.tsx';
import { useChange } from '../shell/use-change.ts';
import { SetInvoiceReferenceDocument } from './plan-documents.ts';

const LONGEST = 140;

/** What stands on the invoices as "Reference" (BIL-27). */
export function InvoiceReferenceForm({ known }: { known: string | null }) {
  const t = useT();
  const [set] = useMutation(SetInvoiceReferenceDocument);
  const [failure, setFailure] = useState<string>();
  const { change, isBusy } = useChange(setFailure);
  const [text, setText] = useState(known ?? '');
  const [isSaved, setSaved] = useState(false);
  const isDirty = text.trim() !== (known ?? '');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setFailure(undefined);
    const done = await change(
      async () => (await set({ variables: { input: { reference: text.trim() } } })).data?.setInvoiceReference,
      ['BillingSuccess'],
    );
    if (!done) return;
    setText(text.trim());
    setSaved(true);
  };
  return (
    <form className="o-reference" onSubmit={(event) => void submit(event)} noValidate>
      <TextField
        label={t('plan.reference')}
        aside={<bdi className="o-num">{`${text.length} / ${LONGEST}`}</bdi>}
        hint={t('plan.referenceHint')}
        error={failure}
        maxLength={LONGEST}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setSaved(false);
        }}
      />
      <div className="o-row">
        <Button type="submit" isBusy={isBusy} disabled={!isDirty}>
          {t('action.save')}
        </Button>
        <span role="status" className="o-saved">
          {isSaved && !isDirty && (
            <>
              <Icon name="check" />
              {t('plan.referenceSaved')}
            </>
          )}
        </span>
      </div>
    </form>
  );
}
