import { Button } from '@offplan/kit/components/button.tsx';
import { useEffect, useRef, useState } from 'react';
import { useT } from '../i18n/catalogue.tsx';

/** A link to copy and send by one's own hand. It is shown this once: the server keeps only its hash. */
export function InvitationLinkField({ link }: { link: string }) {
  const t = useT();
  const field = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    field.current?.select();
  }, []);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link);
    } catch {
      // Without the clipboard's permission the selection is ready for Ctrl-C.
      field.current?.select();
      return;
    }
    setCopied(true);
  };
  return (
    <div className="o-copy">
      <input
        ref={field}
        className="o-inp"
        readOnly
        dir="ltr"
        value={link}
        aria-label={t('invite.link')}
        onFocus={(event) => event.target.select()}
      />
      <Button kind="primary" icon={isCopied ? 'check' : 'copy'} onClick={() => void copy()}>
        {isCopied ? t('invite.copied') : t('invite.copy')}
      </Button>
      <span className="o-sr" role="status">
        {isCopied ? t('invite.copied') : ''}
      </span>
    </div>
  );
}
