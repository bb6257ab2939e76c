import type { Line } from './journal.ts';

const HOUR = 3_600_000;

/** By what the buttons of the page travel, in ms. */
export const JUMPS = { hour: HOUR, day: 24 * HOUR, week: 7 * 24 * HOUR } as const;

const LABELS = { hour: '+1 hour', day: '+1 day', week: '+7 days' } as const;

/** What the page shows. */
export interface TimeView {
  now: Date;
  realNow: Date;
  nextDueAt: Date | null;
  coming: readonly Line[];
  happened: readonly Line[];
  /** What went wrong with the last travel. */
  fault: string | null;
}

/** The page as HTML. It needs no script: a button is a form. */
export function timePage(view: TimeView): string {
  const { now, realNow, nextDueAt, fault } = view;
  const buttons = Object.entries(LABELS).map(([by, label]) => `<button name="by" value="${by}">${label}</button>`);
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Time · offplan</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/tokens.css">
    <link rel="stylesheet" href="/style.css">
  </head>
  <body>
    <header><span class="brand"><i aria-hidden="true">o</i> offplan</span><h1>Time</h1></header>
    <main>
      ${fault ? `<p class="fault" role="alert">${escaped(fault)}</p>` : ''}
      <section class="clocks" aria-label="Clocks">
        <dl>
          <div><dt>In the product (UTC)</dt><dd class="now">${momentOf(now)}</dd></div>
          <div><dt>Outside</dt><dd>${momentOf(realNow)}</dd></div>
          <div><dt>Ahead</dt><dd>${aheadOf(now.getTime() - realNow.getTime())}</dd></div>
        </dl>
        <form method="post" action="/travel">
          ${buttons.join('\n          ')}
          <button class="next" name="by" value="next"${nextDueAt ? '' : ' disabled'}>To the next thing that happens${nextDueAt ? `<small>${momentOf(nextDueAt)}</small>` : ''}</button>
        </form>
        <p class="note">Time goes forward only. <code>npm start -- --reset</code> empties the product and comes back to now. After weeks you are signed out, as you would be.</p>
      </section>
      <section><h2>Comes next</h2>${tableOf(view.coming, 'Nothing is planned.')}</section>
      <section><h2>Happened</h2>${tableOf(view.happened, 'Nothing has happened yet.')}</section>
    </main>
  </body>
</html>
`;
}

function tableOf(lines: readonly Line[], nothing: string): string {
  if (lines.length === 0) return `<p class="note">${nothing}</p>`;
  const rows = lines.map(
    ({ at, organisation, what }) =>
      `<tr><td><time datetime="${at.toISOString()}">${momentOf(at)}</time></td><td dir="auto">${escaped(what)}</td><td dir="auto">${escaped(organisation)}</td></tr>`,
  );
  return `<table><thead><tr><th scope="col">When (UTC)</th><th scope="col">What</th><th scope="col">Workspace</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

const format = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});
const momentOf = (moment: Date) => format.format(moment);

function aheadOf(milliseconds: number): string {
  const hours = Math.round(milliseconds / HOUR);
  if (hours === 0) return 'not at all';
  const [days, rest] = [Math.floor(hours / 24), hours % 24];
  return [days ? `${days} d` : '', rest ? `${rest} h` : ''].filter(Boolean).join(' ');
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
