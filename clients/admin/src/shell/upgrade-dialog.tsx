import { Button } from '@offplan/kit/components/button.tsx';
import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { Link } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { useWorkspace } from './workspace.tsx';

/** What the plan does not allow, in the words of UI-13, and the way on: to the plans, or to the Owner who decides about them. */
export function UpgradeDialog({ title, lead, onClose }: { title: string; lead?: string; onClose: () => void }) {
  const t = useT();
  const { slug, can, organisation } = useWorkspace();
  const mayPay = can('change_billing');
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width={440}
      title={title}
      lead={
        <>
          {lead} {!mayPay && t('upgrade.ask', { name: organisation.owner?.name ?? t('role.owner') })}
        </>
      }
      footer={
        <>
          <span className="o-grow" />
          <Button data-autofocus={!mayPay || undefined} onClick={onClose}>
            {t('action.close')}
          </Button>
          {mayPay && (
            <Link className="o-btn o-pri" data-autofocus to={`/w/${slug}/plan`} onClick={onClose}>
              {t('upgrade.toPlans')}
            </Link>
          )}
        </>
      }
    />
  );
}
