import { useQuery } from '@apollo/client/react';
import { Icon } from '@offplan/kit/components/icon.tsx';
import verifier from '../../../../ops/audit-verifier/verify-audit-log.mjs?url&no-inline';
import { useT } from '../i18n/catalogue.tsx';
import { useWorkspace } from '../shell/workspace.tsx';
import { AuditKeyDocument } from './audit-documents.ts';
import { exportUrl } from './export-url.ts';

/** What a customer needs to prove the log without us: the proof, the checker, and the key's fingerprint to note down (ID-71). */
export function SelfCheck() {
  const t = useT();
  const { slug } = useWorkspace();
  const { data } = useQuery(AuditKeyDocument);
  return (
    <aside className="o-card o-selfcheck" aria-labelledby="self-check">
      <h2 id="self-check">{t('selfCheck.title')}</h2>
      <p className="o-muted o-small">{t('selfCheck.lead')}</p>
      <a className="o-btn" href={exportUrl(slug, 'bundle')} download>
        <Icon name="dl" />
        {t('selfCheck.bundle')}
      </a>
      <a className="o-btn" href={verifier} download="verify-audit-log.mjs">
        <Icon name="shield" />
        {t('selfCheck.verifier')}
      </a>
      {data && (
        <div>
          <span className="o-muted o-small">{t('selfCheck.key')}</span>
          <code className="o-fingerprint" dir="ltr">
            {data.auditKey.fingerprint.match(/.{8}/g)?.join(' ')}
          </code>
        </div>
      )}
    </aside>
  );
}
