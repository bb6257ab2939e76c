import { uuidv7 } from '@offplan/kernel/ids';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GrowthWorld } from '../testing/growth-world.ts';

let world: GrowthWorld;
beforeAll(async () => {
  world = await GrowthWorld.open();
});
afterAll(async () => world?.close());

const event = (orgId: string, type: string, projectId: string) => ({
  orgId,
  type,
  data: { projectId, label: 'Creek' },
});

const nudges = (orgId: string) =>
  world.look('select key, project_id from growth.nudge where org_id = ? order by key', [orgId]);

it('GRO-32 each success is one nudge for ever: the first page, the first buyer link, the fiftieth look at units of one project', async () => {
  const orgId = uuidv7();
  const [creek, palm] = [uuidv7(), uuidv7()];
  await world.tell(event(orgId, 'project.published', creek), event(orgId, 'project.published', palm));
  await world.tell(event(orgId, 'buyer_link.issued', palm));
  await world.tell(event(orgId, 'project.published', palm), event(orgId, 'buyer_link.issued', creek));
  for (let look = 0; look < 49; look += 1)
    await world.tell(event(orgId, 'unit.viewed', palm), event(orgId, 'unit.viewed', creek));
  expect(await nudges(orgId)).toHaveLength(2);
  await world.tell(...Array.from({ length: 30 }, () => event(orgId, 'unit.viewed', creek)));
  await world.tell(event(orgId, 'unit.viewed', palm));
  expect(await nudges(orgId)).toEqual([
    { key: 'fifty_unit_views', project_id: creek },
    { key: 'first_buyer_link', project_id: palm },
    { key: 'first_publish', project_id: creek },
  ]);
  const raised = await world.look(
    `select data->>'key' as key from growth.event where org_id = ? and type = 'nudge.raised'`,
    [orgId],
  );
  expect(raised).toHaveLength(3);
});
