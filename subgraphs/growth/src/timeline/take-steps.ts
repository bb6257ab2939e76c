import type { AgendaTask } from '@offplan/kernel/agenda/agenda';
import { loadOpenTimeline } from './load-open-timeline.ts';
import { saveTimeline, TAKE_STEPS } from './save-timeline.ts';

/** Does what is due of an Organisation's timeline, by the product's clock (GRO-1). */
export const takeSteps: AgendaTask = {
  name: TAKE_STEPS,
  async run(tx, { orgId }) {
    const timeline = await loadOpenTimeline(tx, orgId);
    if (!timeline) return;
    timeline.runDue(tx.now);
    await saveTimeline(tx, orgId, timeline);
  },
};
