import { parseArgs } from 'node:util';
import { listParkedEvents, type ParkedEvents, replayParkedEvents } from '@offplan/billing';
import { fail } from './fail.ts';
import { withSubgraph } from './with-subgraph.ts';

// Works parked events of Stripe off again (BIL-33): `node dist/replay-stripe-events.mjs`, or some: `ID …` or `--id ID` (any number), `--type TYPE`,
// `--since TIME`, `--until TIME` (when they came: from the one, before the other; ISO 8601). With `--list` it changes nothing and prints them, a line of JSON each. Safe to repeat.
const text = { type: 'string' } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { list: { type: 'boolean' }, id: { ...text, multiple: true }, type: text, since: text, until: text },
});

const timeOf = (told: string | undefined) => (told === undefined ? undefined : new Date(told));
const named = [...(values.id ?? []), ...positionals];
const which: ParkedEvents = {
  ids: named.length > 0 ? named : undefined,
  type: values.type,
  since: timeOf(values.since),
  until: timeOf(values.until),
};
const { since, until } = which;
const isWrong = (time: Date | undefined) => time !== undefined && Number.isNaN(time.getTime());

if (isWrong(since) || isWrong(until)) fail('Say --since and --until as 2026-11-21 or 2026-11-21T08:00:00Z.');
else if (since && until && since >= until) fail('--since must be before --until.');
else if (which.type === '' || which.ids?.includes('')) fail('Say a TYPE with --type, and an ID with each --id.');
else
  await withSubgraph('billing', async ({ db, logger }) => {
    const parked = await listParkedEvents(db, which);
    const missing = which.ids?.filter((id) => !parked.some((event) => event.id === id)) ?? [];
    if (missing.length > 0) return fail(`No such event is parked: ${missing.join(', ')}.`);
    if (values.list) {
      for (const event of parked) console.log(JSON.stringify(event));
      return;
    }
    const replayed = await replayParkedEvents(db, which);
    logger.info({ replayed }, 'Parked events are worked off again');
  });
