import { Modal } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { openersNow, pushDialog } from './dialog-stack.ts';

interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: ReactNode;
  /** The line under the title: what is kept, what happens next. */
  lead?: ReactNode;
  /** Beside the title, such as the cell that the dialog is about. Hidden on phones. */
  mark?: ReactNode;
  /** Above everything, from edge to edge. */
  picture?: ReactNode;
  children?: ReactNode;
  footer?: ReactNode;
  width?: number;
  /**
   * What must not be lost by accident. `typed`: once something was typed, a click beside the dialog does nothing. `all`: it closes by its
   * buttons alone, for what is shown only once. `nothing`: what is chosen counts at once, and any way out will do.
   */
  keeps?: 'typed' | 'all' | 'nothing';
}

const CLASSES = { content: 'o-modal', title: 'o-modal-title' };

/** A modal dialog; on phones a sheet from below. Focus is trapped inside, and returned to what opened it (DES-7). */
export function Dialog({ isOpen, ...props }: DialogProps) {
  return isOpen ? <OpenDialog {...props} /> : null;
}

function OpenDialog({
  onClose,
  title,
  lead,
  mark,
  picture,
  children,
  footer,
  width = 560,
  keeps = 'typed',
}: Omit<DialogProps, 'isOpen'>) {
  // While it is drawn for the first time, focus is still with what opened it.
  const [openers] = useState(openersNow);
  const element = useRef<HTMLDivElement>(null);
  const isTyped = useRef(false);
  const byEscape = useRef(onClose);
  useEffect(() => {
    byEscape.current = keeps === 'all' ? () => {} : onClose;
  });
  useEffect(() => pushDialog({ openers, element: () => element.current, escape: () => byEscape.current() }), [openers]);
  const clickBeside = () => {
    if (keeps === 'nothing' || (keeps === 'typed' && !isTyped.current)) onClose();
  };
  return (
    <Modal.Root
      opened
      onClose={clickBeside}
      closeOnEscape={false}
      returnFocus={false}
      size={width}
      classNames={CLASSES}
    >
      <Modal.Overlay />
      <Modal.Content
        ref={element}
        onInput={() => {
          isTyped.current = true;
        }}
      >
        {picture && <div className="o-picture">{picture}</div>}
        <div className="o-mh">
          {mark && <span className="o-mk">{mark}</span>}
          <div className="o-grow">
            <Modal.Title>{title}</Modal.Title>
            {lead && <p className="o-muted">{lead}</p>}
          </div>
        </div>
        {children && <div className="o-mb">{children}</div>}
        {footer && <div className="o-mf">{footer}</div>}
      </Modal.Content>
    </Modal.Root>
  );
}
