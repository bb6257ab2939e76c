import { Logo } from '@offplan/kit/components/logo.tsx';
import type { ReactNode } from 'react';
import { ColourSchemeSwitch, LanguageSwitch } from '../shell/preferences.tsx';
import { ElevationDrawing } from './elevation-drawing.tsx';
import './session.css';

/** The page around signing in and choosing a workspace: a form on paper, the drawing of a tower beside it. */
export function Entrance({ children, foot }: { children: ReactNode; foot?: ReactNode }) {
  return (
    <div className="o-split">
      <main className="o-f">
        <span className="o-logo o-on-paper">
          <Logo />
          offplan
        </span>
        <div className="o-box">{children}</div>
        <div className="o-entrance-foot">
          {foot}
          <span className="o-grow" />
          <ColourSchemeSwitch />
          <LanguageSwitch />
        </div>
      </main>
      <div className="o-art">
        <ElevationDrawing />
      </div>
    </div>
  );
}
