import { useQuery } from '@apollo/client/react';
import { Combobox, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconButton, Segmented } from '@offplan/kit/components/button.tsx';
import { TextField } from '@offplan/kit/components/field.tsx';
import { Icon } from '@offplan/kit/components/icon.tsx';
import { Avatar } from '@offplan/kit/components/text.tsx';
import { useId, useState } from 'react';
import { useT } from '../i18n/catalogue.tsx';
import { BuyersDocument } from './flip-documents.ts';
import type { BuyerDraft, ChosenBuyer } from './flip-draft.ts';

interface BuyerFieldProps {
  readonly buyer: BuyerDraft;
  readonly onChange: (change: Partial<BuyerDraft>) => void;
  readonly errors: { readonly buyer?: string; readonly name?: string; readonly contact?: string };
}

function ExistingBuyer({
  chosen,
  onChoose,
  error,
}: {
  chosen: ChosenBuyer | null;
  onChoose: (buyer: ChosenBuyer | null) => void;
  error?: string;
}) {
  const t = useT();
  const id = useId();
  const [search, setSearch] = useState('');
  const [wanted] = useDebouncedValue(search.trim(), 180);
  const { data, previousData, loading } = useQuery(BuyersDocument, { variables: { search: wanted || null } });
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const found = (data ?? previousData)?.buyers.edges.map((edge) => edge.node) ?? [];
  if (chosen) {
    return (
      <div className="o-inp o-pick">
        <Avatar name={chosen.name} />
        <span className="o-grow">
          <b>{chosen.name}</b>
          {chosen.contact && <small className="o-muted">{chosen.contact}</small>}
        </span>
        <IconButton icon="x" label={t('flip.otherBuyer')} onClick={() => onChoose(null)} />
      </div>
    );
  }
  return (
    <>
      <Combobox
        store={combobox}
        onOptionSubmit={(value) => {
          const buyer = found.find((candidate) => candidate.id === value);
          if (buyer) onChoose(buyer);
          combobox.closeDropdown();
        }}
      >
        <Combobox.Target>
          <input
            className="o-inp"
            placeholder={t('flip.findBuyer')}
            aria-label={t('flip.findBuyer')}
            aria-invalid={error ? true : undefined}
            aria-describedby={error ? id : undefined}
            value={search}
            onChange={(event) => {
              setSearch(event.target.value);
              combobox.openDropdown();
              combobox.selectFirstOption();
            }}
            onFocus={() => combobox.openDropdown()}
            onBlur={() => combobox.closeDropdown()}
          />
        </Combobox.Target>
        <Combobox.Dropdown>
          <Combobox.Options>
            {found.map((buyer) => (
              <Combobox.Option key={buyer.id} value={buyer.id}>
                <span className="o-pick-option">
                  <Avatar name={buyer.name} size="small" />
                  <span>
                    {buyer.name}
                    {buyer.contact && <small className="o-muted"> {buyer.contact}</small>}
                  </span>
                </span>
              </Combobox.Option>
            ))}
            {found.length === 0 && (
              <Combobox.Empty>
                {loading ? t('flip.searching') : wanted ? t('flip.noBuyer') : t('flip.noBuyers')}
              </Combobox.Empty>
            )}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      {error && (
        <p className="o-field-error" id={id} role="alert">
          <Icon name="warn" />
          {error}
        </p>
      )}
    </>
  );
}

/** Who the unit is for: somebody known, or a new buyer by name and contact (INV-31). */
export function BuyerField({ buyer, onChange, errors }: BuyerFieldProps) {
  const t = useT();
  return (
    <div className="o-fld">
      <div className="o-lbl">
        {t('flip.buyer')}
        <Segmented
          isSmall
          label={t('flip.buyer')}
          value={buyer.kind}
          onChange={(kind) => onChange({ kind })}
          options={[
            { value: 'existing', label: t('flip.existing') },
            { value: 'new', label: t('flip.new') },
          ]}
        />
      </div>
      {buyer.kind === 'existing' ? (
        <ExistingBuyer chosen={buyer.chosen} onChoose={(chosen) => onChange({ chosen })} error={errors.buyer} />
      ) : (
        <div className="o-new-buyer">
          <TextField
            label={t('form.nameLabel')}
            value={buyer.name}
            autoComplete="off"
            onChange={(event) => onChange({ name: event.target.value })}
            error={errors.name}
          />
          <TextField
            label={t('flip.contact')}
            value={buyer.contact}
            autoComplete="off"
            onChange={(event) => onChange({ contact: event.target.value })}
            error={errors.contact}
          />
        </div>
      )}
    </div>
  );
}
