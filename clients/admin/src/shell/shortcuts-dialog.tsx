import { Dialog } from '@offplan/kit/components/dialog.tsx';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { type MessageKey, useT } from '../i18n/catalogue.tsx';
import { isTyping } from './is-typing.ts';
import { paletteShortcut } from './palette.tsx';

const SHORTCUTS: readonly (readonly [readonly string[], MessageKey])[] = [
  [[paletteShortcut], 'shortcuts.palette'],
  [['←', '→', '↑', '↓'], 'shortcuts.arrows'],
  [['Home', 'End'], 'shortcuts.ends'],
  [['Enter'], 'shortcuts.enter'],
  [['R'], 'shortcuts.reserve'],
  [['S'], 'shortcuts.sell'],
  [['Esc'], 'shortcuts.escape'],
  [['?'], 'shortcuts.help'],
];

const ShortcutsContext = createContext<{ open(): void } | null>(null);

export function useShortcutsDialog(): { open(): void } {
  const dialog = useContext(ShortcutsContext);
  if (!dialog) throw new Error('useShortcutsDialog is used outside ShortcutsDialog');
  return dialog;
}

/** The list of keys; "?" opens it anywhere but in a text field. */
export function ShortcutsDialog({ children }: { children: ReactNode }) {
  const t = useT();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== '?' || isTyping(event)) return;
      event.preventDefault();
      setOpen(true);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
  const dialog = useMemo(() => ({ open: () => setOpen(true) }), []);
  return (
    <ShortcutsContext.Provider value={dialog}>
      {children}
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title={t('shortcuts.title')} width={440}>
        <dl className="o-keys">
          {SHORTCUTS.map(([keys, label]) => (
            <div key={label}>
              <dt>{t(label)}</dt>
              <dd dir="ltr">
                {keys.map((name) => (
                  <kbd key={name}>{name}</kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </Dialog>
    </ShortcutsContext.Provider>
  );
}
