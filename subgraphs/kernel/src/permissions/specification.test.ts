import { expect, it } from 'vitest';
import { ACTIONS, type Action, decide, type Standing } from './matrix.ts';

const STANDINGS: readonly Standing[] = [
  { role: 'owner' },
  { role: 'admin' },
  { role: 'sales_manager' },
  { role: 'sales_agent' },
  { capabilities: ['sales'], guestRole: 'sales_agent' },
  { capabilities: ['content'], guestRole: 'sales_agent' },
  { capabilities: ['sales'], guestRole: 'sales_manager' },
];

/**
 * What was agreed with the people who sell (ID-31, ID-34, ID-51, ID-54, ID-55), row by row in words: the specification, written apart from
 * the code that decides. y: yes; o: own only, or agents only; -: no.
 */
const AGREED: [words: string, cells: string, actions: Action[]][] = [
  //                                                      owner admin manager agent | guest: sales content manager
  ['referrals: own code and table', 'y - - - | - - -', ['referrals']],
  ['import, bulk edit, reprice, release', 'y y y - | - - -', ['import_units', 'reprice_units', 'release_units']],
  ['export what one sees; a guest units only', 'y y y y | y - y', ['export_units']],
  ['hand buyers over; a guest’s managers within their own', 'y y y - | - - o', ['hand_over_buyers']],
  ['leads', 'y y y o | o - o', ['leads']],
  ['see the team', 'y y y y | - - -', ['see_team']],
  ['view as guest or agent', 'y y y - | - - -', ['view_as']],
  ['flip available to sold directly', 'y y y - | - - -', ['flip_available_sold']],
  ['change billing, plan and organisation slug', 'y - - - | - - -', ['change_billing', 'change_organisation_slug']],
  ['transfer ownership, close the organisation', 'y - - - | - - -', ['transfer_ownership', 'close_organisation']],
  ['invite, change role, deactivate; a sales manager agents only', 'y y o - | - - -', ['manage_members']],
  ['set who manages whom', 'y y - - | - - -', ['set_managers']],
  [
    'create projects, edit their settings and allocation mode',
    'y y - - | - - -',
    ['manage_projects', 'edit_organisation'],
  ],
  ['publish, unpublish', 'y y - - | - - -', ['publish_projects']],
  ['edit units, prices, floor plans, texts', 'y y y - | - y -', ['edit_units']],
  ['invite guests, assign units to guests', 'y y y - | - - -', ['invite_guests', 'assign_units_to_guests']],
  ['assign units to agents; a guest’s managers their own', 'y y y - | - - o', ['assign_units_to_agents']],
  ['see the internal pool', 'y y y y | - y -', ['see_internal_pool']],
  ['see units, as far as the allocation goes', 'y y y y | y y y', ['see_units']],
  ['flip available to reserved', 'y y y y | y - y', ['flip_available_reserved']],
  ['flip reserved to available', 'y y y o | o - o', ['flip_reserved_available']],
  ['flip reserved to sold', 'y y y o | - - -', ['flip_reserved_sold']],
  ['flip sold back', 'y y - - | - - -', ['flip_sold_back']],
  ['buyer records', 'y y y o | o - o', ['buyer_records']],
  ['issue and revoke buyer links', 'y y y o | o - o', ['buyer_links']],
  ['analytics', 'y y y o | - - -', ['analytics']],
  ['what the plan offers after a success', 'y y - - | - - -', ['nudges']],
  ['audit log', 'y y - - | - - -', ['audit_log']],
  ['API keys, webhooks', 'y y - - | - - -', ['api_keys']],
  ['leave; the Owner only after a transfer', '- y y y | - - -', ['leave_organisation']],
];

const CELL = { all: 'y', own: 'o', no: '-' } as const;

it.each(AGREED)('ID-31 ID-34 security check 1: %s (%s)', (_, cells, actions) => {
  for (const action of actions) {
    const decided = STANDINGS.map((standing) => CELL[decide(standing, action)]);
    expect([...decided.slice(0, 4), '|', ...decided.slice(4)].join(' '), action).toBe(cells);
  }
});

it('ID-35 security check 1: there is no action beside those that were agreed on, and each was agreed on once', () => {
  expect(AGREED.flatMap(([, , actions]) => actions).sort()).toEqual([...ACTIONS].sort());
});
