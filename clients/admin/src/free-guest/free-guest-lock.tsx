import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { useT } from '../i18n/catalogue.tsx';
import { UpgradeDialog } from '../shell/upgrade-dialog.tsx';
import { useWorkspace } from '../shell/workspace.tsx';

const LockContext = createContext<(() => void) | null>(null);

/** Opens the lock modal of the Free Guest shell. */
export function useFreeGuestLock(): () => void {
  const open = useContext(LockContext);
  if (!open) throw new Error('useFreeGuestLock is used outside FreeGuestLock');
  return open;
}

/** What a Free Guest reads who wants more (UI-13): whoever had a plan comes back to it, whoever never had begins. */
export function useLockWords(): string {
  const t = useT();
  const { plan, projects } = useWorkspace();
  const hadPlan = Boolean(plan?.trialEndsAt) || projects.length > 0;
  return t(hadPlan ? 'upgrade.reactivate' : 'upgrade.firstProject');
}

/** The lock of the Free Guest shell. `isClosed`: the address names a page that is hidden here, so the modal stands over the dashboard. */
export function FreeGuestLock(props: { isClosed: boolean; onLeave: () => void; children: ReactNode }) {
  const { isClosed, onLeave, children } = props;
  const t = useT();
  const words = useLockWords();
  const [isOpen, setOpen] = useState(false);
  const open = useMemo(() => () => setOpen(true), []);
  return (
    <LockContext.Provider value={open}>
      {children}
      {(isOpen || isClosed) && (
        <UpgradeDialog
          title={words}
          lead={t('freeGuest.lockLead')}
          onClose={() => {
            setOpen(false);
            if (isClosed) onLeave();
          }}
        />
      )}
    </LockContext.Provider>
  );
}
