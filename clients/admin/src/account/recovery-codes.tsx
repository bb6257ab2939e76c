import { Button } from '@offplan/kit/components/button.tsx';
import { showToast } from '@offplan/kit/components/toast.tsx';
import { useT } from '../i18n/catalogue.tsx';
import { useAccount } from './account-page.tsx';

/** Ten codes, shown this once, with the ways to keep them: copy, a text file, paper. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  const t = useT();
  const { account } = useAccount();
  const text = `${t('recovery.file', { email: account.user.email ?? '' })}\n\n${codes.join('\n')}\n`;
  const download = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
    link.download = 'offplan-recovery-codes.txt';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <div className="o-recovery">
      <p className="o-print-only">{t('recovery.file', { email: account.user.email ?? '' })}</p>
      <ol dir="ltr">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div className="o-row o-no-print">
        <Button
          size="small"
          icon="copy"
          onClick={() =>
            void navigator.clipboard.writeText(codes.join('\n')).then(() => showToast(t('recovery.copied')))
          }
        >
          {t('action.copy')}
        </Button>
        <Button size="small" icon="dl" onClick={download}>
          {t('recovery.download')}
        </Button>
        <Button size="small" icon="print" onClick={() => window.print()}>
          {t('recovery.print')}
        </Button>
      </div>
    </div>
  );
}
