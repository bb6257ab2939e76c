import { Modal } from '@mantine/core';
import { type ReactNode, useId } from 'react';

interface DialogProps {
  isOpen: boolean;
  onClose: () => void;
  title: ReactNode;
  /** The line under the title: what is kept, what happens next. */
  lead?: ReactNode;
  /** Beside the title, such as the cell that the dialog is about. Hidden on phones. */
  mark?: ReactNode;
  children?: ReactNode;
  footer?: ReactNode;
  width?: number;
}

/** A modal dialog; on phones a sheet from below. Focus is trapped inside and returned to where it was. */
export function Dialog({ isOpen, onClose, title, lead, mark, children, footer, width = 560 }: DialogProps) {
  const id = useId();
  return (
    <Modal.Root opened={isOpen} onClose={onClose} size={width} centered>
      <Modal.Overlay />
      <Modal.Content className="o-modal" aria-labelledby={id} radius={12}>
        <div className="o-mh">
          {mark && <span className="o-mk">{mark}</span>}
          <div className="o-grow">
            <h2 id={id}>{title}</h2>
            {lead && <p className="o-muted">{lead}</p>}
          </div>
        </div>
        {children && <div className="o-mb">{children}</div>}
        {footer && <div className="o-mf">{footer}</div>}
      </Modal.Content>
    </Modal.Root>
  );
}
