import { expect, it } from 'vitest';
import { ACTIONS, type Action, decide } from './matrix.ts';
import { GUEST_CAPABILITIES, ROLES, standsAtLeast } from './roles.ts';

const STRENGTH = { no: 0, own: 1, all: 2 };
const TEAM = ['owner', 'admin', 'sales_manager', 'sales_agent'] as const;

it('ID-31 ID-30 each role has a cell in each row, and nobody in the team may more than whoever stands above', () => {
  for (const action of ACTIONS) {
    // The Owner alone cannot leave (ID-44).
    if (action === 'leave_organisation') continue;
    const cells = TEAM.map((role) => STRENGTH[decide({ role }, action)]);
    expect(cells, action).toEqual([...cells].sort((one, other) => other - one));
  }
  for (const role of ROLES)
    for (const action of ACTIONS) expect(['all', 'own', 'no']).toContain(decide({ role }, action));
});

it('ID-31 what only some may: ownership, billing, projects, the audit log, going back from sold', () => {
  const who = (action: Action) => TEAM.filter((role) => decide({ role }, action) === 'all');
  expect(who('transfer_ownership')).toEqual(['owner']);
  expect(who('change_billing')).toEqual(['owner']);
  expect(who('manage_projects')).toEqual(['owner', 'admin']);
  expect(who('audit_log')).toEqual(['owner', 'admin']);
  expect(who('flip_sold_back')).toEqual(['owner', 'admin']);
  expect(who('import_units')).toEqual(['owner', 'admin', 'sales_manager']);
  expect(decide({ role: 'sales_manager' }, 'manage_members')).toBe('own');
  expect(decide({ role: 'sales_agent' }, 'flip_reserved_sold')).toBe('own');
});

it('ID-34 a guest’s cell is the union of its capabilities; without any it may nothing', () => {
  for (const action of ACTIONS) {
    const [sales, content] = GUEST_CAPABILITIES.map(
      (capability) => STRENGTH[decide({ capabilities: [capability] }, action)],
    );
    expect(STRENGTH[decide({ capabilities: ['sales', 'content'] }, action)], action).toBe(Math.max(sales!, content!));
    expect(decide({ capabilities: [] }, action), action).toBe('no');
    expect(decide({ capabilities: ['sales'] }, action), action).toBe(decide({ role: 'external_sales_agent' }, action));
  }
  expect(decide({ capabilities: ['content'] }, 'flip_available_reserved')).toBe('no');
  expect(decide({ capabilities: ['content'] }, 'audit_log')).toBe('no');
});

it('ID-55 who manages a guest Organisation distributes among its people and nothing more than that; without the sales capability it manages nothing here', () => {
  for (const action of ACTIONS) {
    const agent = decide({ capabilities: ['sales'], guestRole: 'sales_agent' }, action);
    expect(agent, action).toBe(decide({ capabilities: ['sales'] }, action));
    for (const guestRole of ['owner', 'admin', 'sales_manager'] as const) {
      const gains = action === 'assign_units_to_agents' || action === 'hand_over_buyers';
      expect(decide({ capabilities: ['sales'], guestRole }, action), action).toBe(gains ? 'own' : agent);
      expect(decide({ capabilities: ['content'], guestRole }, action), action).toBe(
        decide({ capabilities: ['content'] }, action),
      );
    }
  }
});

it('ID-36 nobody stands above the Owner, and a Sales Manager not above an Admin', () => {
  expect(ROLES.every((role) => standsAtLeast('owner', role))).toBe(true);
  expect(standsAtLeast('sales_manager', 'admin')).toBe(false);
  expect(standsAtLeast('admin', 'admin')).toBe(true);
});
