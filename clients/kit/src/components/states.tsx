import type { CSSProperties, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';

/** A block in the shape of what will come. Appears after 200 ms, so that fast answers never flash (DES-5). */
export function Skeleton({ width, height, className }: { width?: string; height?: string; className?: string }) {
  return (
    <span className={classNames('o-skel', className)} style={{ width, height } as CSSProperties} aria-hidden="true" />
  );
}

interface StateProps {
  icon: IconName;
  title: string;
  children?: ReactNode;
  /** The way on. */
  action?: ReactNode;
  tone?: 'plain' | 'danger';
  isCompact?: boolean;
}

/** An empty, failed or refused view: what it is, why, and the way on. */
export function StateMessage({ icon, title, children, action, tone = 'plain', isCompact }: StateProps) {
  return (
    <section
      className={classNames('o-state', tone === 'danger' && 'o-danger', isCompact && 'o-compact')}
      role={tone === 'danger' ? 'alert' : undefined}
    >
      <span className="o-state-mark">
        <Icon name={icon} />
      </span>
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action && <div className="o-state-action">{action}</div>}
    </section>
  );
}

/** A full-width strip under the context bar. */
export function Banner(props: {
  tone: 'gold' | 'ink' | 'danger';
  icon: IconName;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={classNames('o-banner', `o-${props.tone}`)} role="status">
      <Icon name={props.icon} />
      <span className="o-grow">{props.children}</span>
      {props.action}
    </div>
  );
}
