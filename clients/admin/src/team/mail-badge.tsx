import { Icon } from '@offplan/kit/components/icon.tsx';
import type { MailState } from '../generated/graphql.ts';
import { useT } from '../i18n/catalogue.tsx';

/** How far the mail of an invitation got. A mail that is where it belongs needs no badge. */
export function MailBadge({ state }: { state: MailState | null | undefined }) {
  const t = useT();
  if (!state || state === 'SENT') return null;
  if (state === 'QUEUED')
    return (
      <span className="o-badge">
        <Icon name="clock" />
        {t('mailState.queued')}
      </span>
    );
  const why = { BOUNCED: 'mailState.bounced', FAILED: 'mailState.failed', SUPPRESSED: 'mailState.suppressed' } as const;
  return (
    <span className="o-badge o-bad" title={t(why[state])}>
      <Icon name="warn" />
      {t('mailState.notDelivered')}
    </span>
  );
}
