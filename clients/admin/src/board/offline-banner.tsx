import { Button } from '@offplan/kit/components/button.tsx';
import { Banner } from '@offplan/kit/components/states.tsx';
import { useFormats } from '@offplan/kit/i18n/translator.tsx';
import type { FeedState } from '@offplan/kit/live/live-feed.ts';
import { useT } from '../i18n/catalogue.tsx';
import { useNow } from '../shell/use-now.ts';

/** A connection that is back this soon is not worth a banner. */
const QUIET_SECONDS = 2;

/** Says that the board is not live and how old it is; nothing while it is live. */
export function OfflineBanner({ feed, onRetry }: { feed: FeedState; onRetry: () => void }) {
  const t = useT();
  const formats = useFormats();
  const now = useNow(1_000);
  if (feed.kind !== 'reconnecting') return null;
  const age = (now - feed.lastSeenAt) / 1000;
  if (age < QUIET_SECONDS) return null;
  return (
    <Banner
      tone="gold"
      icon="refresh"
      action={
        <Button size="small" onClick={onRetry}>
          {t('live.retry')}
        </Button>
      }
    >
      {t(navigator.onLine ? 'live.reconnecting' : 'live.offline', { age: formats.duration(age) })}
    </Banner>
  );
}
