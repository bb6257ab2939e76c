import { useQuery } from '@apollo/client/react';
import { Logo } from '@offplan/kit/components/logo.tsx';
import { Link } from 'react-router';
import { type MessageKey, T, useT } from '../i18n/catalogue.tsx';
import { ColourSchemeSwitch, LanguageSwitch } from '../shell/preferences.tsx';
import { useTitle } from '../shell/use-title.ts';
import { publicClient } from './session.tsx';
import { SignUpOptionsDocument } from './session-documents.ts';
import './terms.css';

const SECTIONS: readonly (readonly [MessageKey, MessageKey])[] = [
  ['terms.account', 'terms.accountText'],
  ['terms.data', 'terms.dataText'],
  ['terms.plan', 'terms.planText'],
  ['terms.inactive', 'terms.inactiveText'],
  ['terms.closing', 'terms.closingText'],
  ['terms.fair', 'terms.fairText'],
  ['terms.limits', 'terms.limitsText'],
  ['terms.privacy', 'terms.privacyText'],
  ['terms.erase', 'terms.eraseText'],
];

/**
 * What a person accepts when signing up (ID-1), open to everybody. Its version is the server's, which stores it with the acceptance:
 * other words are another version (`subgraphs/identity/src/users/terms.ts`).
 */
export function TermsPage() {
  const t = useT();
  useTitle(t('terms.title'));
  const { data } = useQuery(SignUpOptionsDocument, { client: publicClient });
  const options = data?.signUpOptions;
  return (
    <div className="o-terms">
      <header>
        <Link className="o-logo o-on-paper" to="/">
          <Logo />
          offplan
        </Link>
        <span className="o-grow" />
        <ColourSchemeSwitch />
        <LanguageSwitch />
      </header>
      <main>
        <h1 className="o-big1">{t('terms.title')}</h1>
        <p className="o-muted">{t('terms.lead')}</p>
        <p className="o-muted o-small o-num" aria-busy={!options || undefined}>
          {options && <T id="terms.version" values={{ version: options.termsVersion }} with={{ 0: <bdi /> }} />}
        </p>
        {SECTIONS.map(([title, text]) => (
          <section key={title}>
            <h2>{t(title)}</h2>
            <p>{t(text)}</p>
          </section>
        ))}
        {options && (
          <p className="o-muted">
            {t('terms.contact')}{' '}
            <a className="o-linklike" href={`mailto:${options.supportEmail}`}>
              {options.supportEmail}
            </a>
          </p>
        )}
      </main>
    </div>
  );
}
