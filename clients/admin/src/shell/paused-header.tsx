import { Logo } from '@offplan/kit/components/logo.tsx';
import { Monogram } from '@offplan/kit/components/text.tsx';
import { Link } from 'react-router';
import { useT } from '../i18n/catalogue.tsx';
import { ColourSchemeSwitch } from './preferences.tsx';

/** The head of a page of a workspace in which nobody works: its name, and the way to others. */
export function PausedHeader({ name }: { readonly name: string }) {
  const t = useT();
  return (
    <header className="o-ctx">
      <Link className="o-logo" to="/workspaces" aria-label={t('workspaces.all')}>
        <Logo />
        <span>offplan</span>
      </Link>
      <span className="o-paused-name">
        <Monogram name={name} />
        {name}
      </span>
      <span className="o-grow" />
      <ColourSchemeSwitch />
    </header>
  );
}
