import { Button } from '@offplan/kit/components/button.tsx';
import { useT } from '../i18n/catalogue.tsx';
import { useLock } from '../locks/lock-provider.tsx';
import { isLacking } from '../locks/lock-subject.ts';
import { MatterCard } from '../shell/matter-card.tsx';
import { useWorkspace } from '../shell/workspace.tsx';

/** Single sign-on where the plan lacks it: locked in a trial too (BIL-11, GRO-33). With it, it is set up with us. */
export function SsoCard() {
  const t = useT();
  const { plan } = useWorkspace();
  const lock = useLock();
  if (!isLacking(plan, 'sso')) return null;
  return (
    <MatterCard
      title={t('sso.title')}
      lead={t('sso.lead')}
      actions={
        <Button icon="lock" onClick={() => lock('sso')}>
          {t('sso.look')}
        </Button>
      }
    />
  );
}
