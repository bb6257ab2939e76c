import { Logo } from '@offplan/kit/components/logo.tsx';
import { Skeleton } from '@offplan/kit/components/states.tsx';
import './shell.css';

/** The shell before its workspace is known: the same bars at the same places. */
export function ShellSkeleton() {
  return (
    <div className="o-app" aria-busy="true">
      <header className="o-ctx">
        <span className="o-logo">
          <Logo />
          <span>offplan</span>
        </span>
      </header>
      <nav className="o-nav" aria-hidden="true">
        {['72%', '54%', '64%', '48%', '60%'].map((width) => (
          <span key={width} className="o-nav-skeleton">
            <Skeleton width={width} height="14px" />
          </span>
        ))}
      </nav>
      <main className="o-work">
        <div className="o-whead">
          <Skeleton width="180px" height="24px" />
        </div>
      </main>
    </div>
  );
}
