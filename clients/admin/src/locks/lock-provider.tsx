import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { LockModal } from './lock-modal.tsx';
import type { LockSubject } from './lock-subject.ts';

/** Opens the lock modal of a subject. `limit`: the cap that is reached. */
export type OpenLock = (subject: LockSubject, limit?: number) => void;

const LockContext = createContext<OpenLock | null>(null);

export function useLock(): OpenLock {
  const open = useContext(LockContext);
  if (!open) throw new Error('useLock is used outside LockProvider');
  return open;
}

/** One lock modal for all of the shell. `closed`: the address names a locked page, so the modal stands over the first page. */
export function LockProvider(props: { closed: LockSubject | undefined; onLeave: () => void; children: ReactNode }) {
  const { closed, onLeave, children } = props;
  const [asked, setAsked] = useState<{ subject: LockSubject; limit?: number }>();
  const open = useMemo<OpenLock>(() => (subject, limit) => setAsked({ subject, limit }), []);
  const shown = asked ?? (closed && { subject: closed });
  return (
    <LockContext.Provider value={open}>
      {children}
      {shown && (
        <LockModal
          subject={shown.subject}
          limit={shown.limit}
          onClose={() => {
            setAsked(undefined);
            if (!asked) onLeave();
          }}
        />
      )}
    </LockContext.Provider>
  );
}
