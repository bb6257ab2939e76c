import { useMutation } from '@apollo/client/react';
import { Button } from '@offplan/kit/components/button.tsx';
import { classNames } from '@offplan/kit/components/class-names.ts';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { Checkbox } from '@offplan/kit/components/field.tsx';
import { Num } from '@offplan/kit/components/text.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useState } from 'react';
import { useT } from '../i18n/catalogue.tsx';
import { useChange } from '../shell/use-change.ts';
import { useWorkspace } from '../shell/workspace.tsx';
import { roleName } from '../team/role-name.ts';
import { KeepGuestsDocument, KeepMembersDocument, KeepProjectsDocument } from './plan-documents.ts';
import type { Held, HeldKind, KeptKind } from './plan-fit.ts';

type Chosen = Readonly<Partial<Record<KeptKind, ReadonlySet<string>>>>;

interface StayDialogProps {
  tier: string;
  kinds: readonly HeldKind[];
  onClose: () => void;
  /** A choice stands: what does not fit is another. */
  onChosen: () => Promise<unknown>;
}

/** The Owner chooses with what people work on when a plan does not hold all of it (BIL-23). What would stay anyway is chosen already. */
export function StayDialog({ tier, kinds, onClose, onChosen }: StayDialogProps) {
  const t = useT();
  const { reload } = useWorkspace();
  const [failure, setFailure] = useState<string>();
  const [chosen, setChosen] = useState<Chosen>(() =>
    Object.fromEntries(kinds.map(({ kind, staying }) => [kind, new Set(staying.map(({ id }) => id))])),
  );
  const [keepProjects] = useMutation(KeepProjectsDocument);
  const [keepMembers] = useMutation(KeepMembersDocument);
  const [keepGuests] = useMutation(KeepGuestsDocument);
  const { change, isBusy } = useChange(setFailure);
  const keep = async (kind: KeptKind, ids: string[]) => {
    switch (kind) {
      case 'projects':
        return (await keepProjects({ variables: { input: { projectIds: ids } } })).data?.keepProjects;
      case 'members':
        return (await keepMembers({ variables: { input: { memberIds: ids } } })).data?.keepMembers;
      case 'guests':
        return (await keepGuests({ variables: { input: { organisationIds: ids } } })).data?.keepGuests;
    }
  };
  const save = async () => {
    setFailure(undefined);
    for (const { kind } of kinds) if (!(await change(() => keep(kind, [...(chosen[kind] ?? [])])))) return;
    await Promise.allSettled([onChosen(), reload()]);
    showToast(t('stay.saved'));
    onClose();
  };
  const isTooMuch = kinds.some(({ kind, limit }) => (chosen[kind]?.size ?? 0) > limit);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('stay.title')}
      lead={t('stay.lead', { tier })}
      footer={
        <>
          <span className="o-grow o-muted o-small">{t('stay.again')}</span>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button kind="primary" disabled={isTooMuch} isBusy={isBusy} onClick={() => void save()}>
            {t('stay.save')}
          </Button>
        </>
      }
    >
      <div className="o-stack">
        {failure && (
          <div className="o-form-failure" role="alert">
            {failure}
          </div>
        )}
        {kinds.map((one) => (
          <Section
            key={one.kind}
            held={one}
            chosen={chosen[one.kind] ?? new Set()}
            onChange={(ids) => setChosen((known) => ({ ...known, [one.kind]: ids }))}
          />
        ))}
      </div>
    </Dialog>
  );
}

function Section(props: { held: HeldKind; chosen: ReadonlySet<string>; onChange: (ids: ReadonlySet<string>) => void }) {
  const { held, chosen, onChange } = props;
  const { kind, limit, staying, beyond } = held;
  const t = useT();
  const left = limit - chosen.size;
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChange(next);
  };
  return (
    <fieldset className="o-stay">
      <legend>
        <span className="o-caps">{t(`stay.${kind}`)}</span>
        <Num className={classNames('o-stay-count', left < 0 && 'o-over')}>
          {t('stay.count', { count: chosen.size, limit })}
        </Num>
      </legend>
      <ul>
        {[...staying, ...beyond].map((one) => (
          <li key={one.id}>
            <Checkbox checked={chosen.has(one.id)} disabled={one.role === 'OWNER'} onChange={() => toggle(one.id)}>
              <span className="o-stay-name">
                <bdi>{one.name}</bdi>
                <Note held={one} />
              </span>
            </Checkbox>
          </li>
        ))}
      </ul>
      <p className={classNames('o-small', left < 0 ? 'o-stay-over' : 'o-muted')} role="status">
        {left < 0 ? t('stay.over', { count: -left }) : left > 0 ? t('stay.left', { count: left }) : null}
      </p>
    </fieldset>
  );
}

function Note({ held: { units, role } }: { held: Held }) {
  const t = useT();
  if (role) return <small className="o-muted">{roleName(t, role)}</small>;
  return units === undefined ? null : <small className="o-muted">{t('projects.units', { count: units })}</small>;
}
