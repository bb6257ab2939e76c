import type { Pool } from 'pg';

/** A line of what is to come or has happened. */
export interface Line {
  at: Date;
  organisation: string;
  what: string;
}

const COMING = 8;
const HAPPENED = 24;

/** Agenda items of any subgraph in words, of the timeline the step that comes; and what becomes of paid plans. */
export async function readComing(admin: Pool, subgraphs: readonly string[]): Promise<Line[]> {
  const lines: Line[] = [];
  for (const subgraph of subgraphs) {
    const { rows } = await admin.query(
      `select a.due_at as at, o.name as organisation, a.task as what
       from ${subgraph}.agenda a join identity.organisation o on o.id = a.org_id order by a.due_at limit $1`,
      [COMING],
    );
    lines.push(...rows);
  }
  const plans = await admin.query(
    `select coalesce(s.cancels_at, s.period_ends_at) as at, o.name as organisation,
       case when s.cancels_at is not null then 'Paid plan ends' when s.next_tier is not null then 'Plan changes' else 'Plan renews' end as what
     from billing.subscription s join identity.organisation o on o.id = s.org_id where s.status = 'active' order by 1 limit $1`,
    [COMING],
  );
  lines.push(...plans.rows);
  const steps = await admin.query(
    `select distinct on (s.org_id) s.org_id, s.due_at as at, o.name as organisation, s.step
     from growth.timeline_step s join growth.timeline_cycle c on c.org_id = s.org_id and c.cycle = s.cycle and c.is_open
     join identity.organisation o on o.id = s.org_id
     where s.state = 'planned' order by s.org_id, s.due_at`,
  );
  return lines
    .sort((one, other) => one.at.getTime() - other.at.getTime())
    .slice(0, COMING)
    .map((line) => {
      const step = steps.rows.find(
        ({ at, organisation }) => at.getTime() === line.at.getTime() && organisation === line.organisation,
      );
      return { ...line, what: wordsOf(step && line.what.startsWith('growth.') ? step.step : line.what) };
    });
}

/** The newest things that happened around plans, the newest first. */
export async function readHappened(admin: Pool): Promise<Line[]> {
  const { rows } = await admin.query(
    `select e.occurred_at as at, o.name as organisation, e.what from (
       select org_id, position, occurred_at, case when type = 'letter.wanted' then 'Mail to the Owner: ' || (data->>'template')
         when type = 'timeline.step_done' then data->>'step' else 'Cancelled: ' || (data->>'reason') end as what
       from growth.event where type in ('letter.wanted', 'timeline.step_done', 'timeline.cancelled')
       union all
       select org_id, position, occurred_at, 'Plan: ' || (data->'after'->>'tier') || ', ' || (data->'after'->>'status')
         || coalesce(', then ' || (data->'after'->>'comingTier'), '')
       from billing.event where type = 'entitlements.changed'
     ) e join identity.organisation o on o.id = e.org_id order by e.occurred_at desc, e.position desc limit $1`,
    [HAPPENED],
  );
  return rows.map((line) => ({ ...line, what: wordsOf(line.what) }));
}

/** `growth.take_steps` as "Take steps". */
function wordsOf(key: string): string {
  const words = key.replace(/^[a-z]+\./, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
