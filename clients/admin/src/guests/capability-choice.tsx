import type { GuestCapability } from '../generated/graphql.ts';
import { type MessageKey, useT } from '../i18n/catalogue.tsx';

const CAPABILITIES: readonly { value: GuestCapability; label: MessageKey; means: MessageKey }[] = [
  { value: 'SALES', label: 'allocation.sales', means: 'guests.salesMeans' },
  { value: 'CONTENT', label: 'allocation.content', means: 'guests.contentMeans' },
];

/** What a guest may do in a project: one or both (ID-50), each with what it means. */
export function CapabilityChoice(props: {
  value: readonly GuestCapability[];
  onChange: (value: readonly GuestCapability[]) => void;
  error?: string;
}) {
  const { value, onChange, error } = props;
  const t = useT();
  return (
    <fieldset className="o-tiles">
      <legend>{t('allocation.capabilities')}</legend>
      {CAPABILITIES.map(({ value: one, label, means }) => (
        <label key={one}>
          <input
            type="checkbox"
            checked={value.includes(one)}
            onChange={(event) =>
              onChange(event.target.checked ? [...value, one] : value.filter((other) => other !== one))
            }
          />
          <span>
            <b>{t(label)}</b>
            <small>{t(means)}</small>
          </span>
        </label>
      ))}
      {error && (
        <p className="o-field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
