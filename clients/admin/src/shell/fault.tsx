import { Button } from '@offplan/kit/components/button.tsx';
import { StateMessage } from '@offplan/kit/components/states.tsx';
import { useT } from '../i18n/catalogue.tsx';
import { faultText } from './fault-text.ts';
import './shell.css';

/** A part of a page that did not come: what happened, and the way to try again. */
export function FaultMessage({
  code,
  title,
  isCompact,
  onRetry,
}: {
  code: string;
  /** What did not come, where that is not plain to see. */
  title?: string;
  isCompact?: boolean;
  onRetry: () => void;
}) {
  const t = useT();
  return (
    <StateMessage
      icon="warn"
      tone="danger"
      isCompact={isCompact}
      title={title ?? t('fault.title')}
      action={<Button onClick={onRetry}>{t('action.retry')}</Button>}
    >
      {faultText(t, code)}
    </StateMessage>
  );
}

/** A whole page that failed: what happened and what to do. */
export function Fault({ code, onRetry }: { code: string; onRetry: () => void }) {
  const t = useT();
  return (
    <main className="o-alone">
      <StateMessage
        icon="warn"
        tone="danger"
        title={t('fault.title')}
        action={
          <Button kind="primary" icon="refresh" onClick={onRetry}>
            {t('action.retry')}
          </Button>
        }
      >
        {faultText(t, code)}
      </StateMessage>
    </main>
  );
}
