import { Button } from '@offplan/kit/components/button.tsx';
import { useT } from '../i18n/catalogue.tsx';
import { useNow } from '../shell/use-now.ts';

/** The server sends one mail a minute to one invitation. */
const PAUSE_MS = 60_000;

/** Sends the mail of an invitation again; says how long to wait after one that went out just now. */
export function ResendButton(props: { sentAt: string; to: string; isBusy: boolean; onResend: () => void }) {
  const t = useT();
  const now = useNow(1_000);
  const wait = Math.ceil((Date.parse(props.sentAt) + PAUSE_MS - now) / 1000);
  return (
    <Button
      size="small"
      icon="mail"
      isBusy={props.isBusy}
      disabled={wait > 0}
      aria-label={wait > 0 ? undefined : t('team.resendTo', { to: props.to })}
      onClick={props.onResend}
    >
      {wait > 0 ? t('team.resendIn', { seconds: wait }) : t('team.resend')}
    </Button>
  );
}
