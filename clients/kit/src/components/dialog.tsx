import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';

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

const CLASSES = { content: 'o-modal', title: 'o-modal-title' };

/** A modal dialog; on phones a sheet from below. Focus is trapped inside and returned to where it was. */
export function Dialog({ isOpen, onClose, title, lead, mark, children, footer, width = 560 }: DialogProps) {
  return (
    <Modal.Root opened={isOpen} onClose={onClose} size={width} centered classNames={CLASSES}>
      <Modal.Overlay />
      <Modal.Content radius={12}>
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
