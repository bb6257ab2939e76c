import { notifications } from '@mantine/notifications';
import { type ReactNode, useEffect, useState } from 'react';
import { Icon } from './icon.tsx';

const STYLE = { root: 'o-toast', body: 'o-toast-body', description: 'o-toast-text' };

/** Says briefly what was done. */
export function showToast(message: ReactNode, tone: 'done' | 'failed' = 'done'): void {
  notifications.show({
    message: (
      <span className="o-toast-row">
        <Icon name={tone === 'done' ? 'check' : 'warn'} />
        <span>{message}</span>
      </span>
    ),
    classNames: STYLE,
    withCloseButton: false,
    autoClose: tone === 'done' ? 4_000 : 8_000,
  });
}

function UndoToast(props: { message: ReactNode; until: number; undoLabel: string; onUndo: () => void }) {
  const left = () => Math.max(0, Math.ceil((props.until - Date.now()) / 1000));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    const timer = setInterval(() => setSeconds(left()), 500);
    return () => clearInterval(timer);
  });
  return (
    <span className="o-toast-row">
      <span className="o-toast-message">{props.message}</span>
      <span className="o-num o-toast-left" aria-hidden="true">
        {Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, '0')}
      </span>
      <button type="button" onClick={props.onUndo}>
        {props.undoLabel}
      </button>
    </span>
  );
}

/** Offers to take an act back until `until` (milliseconds since 1970), counting down. One toast per `id`. */
export function showUndoToast(options: {
  id: string;
  message: ReactNode;
  until: number;
  undoLabel: string;
  onUndo: () => void;
}): void {
  const { id, until, onUndo } = options;
  notifications.hide(id);
  notifications.show({
    id,
    message: (
      <UndoToast
        {...options}
        onUndo={() => {
          notifications.hide(id);
          onUndo();
        }}
      />
    ),
    classNames: STYLE,
    withCloseButton: false,
    autoClose: Math.max(1_000, until - Date.now()),
  });
}
