import type { ReactNode } from 'react';

/** One matter of a page of settings: what it is, how it stands, and what can be done about it. */
export function MatterCard(props: {
  title: string;
  lead?: ReactNode;
  badge?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <section className="o-card o-matter">
      <div className="o-matter-head">
        <div className="o-grow">
          <h2>
            {props.title} {props.badge}
          </h2>
          {props.lead && <p className="o-muted">{props.lead}</p>}
        </div>
        {props.actions && <div className="o-matter-actions">{props.actions}</div>}
      </div>
      {props.children}
    </section>
  );
}
