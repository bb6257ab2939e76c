import { type GuestCapability, managesGuests, type Role } from './roles.ts';

/** `all`: allowed. `own`: allowed for what is the person's own (ID-49). `no`: refused. */
export type Decision = 'all' | 'own' | 'no';

type Row = readonly [
  owner: Decision,
  admin: Decision,
  manager: Decision,
  agent: Decision,
  guestSales: Decision,
  guestContent: Decision,
  guestManager: Decision,
];

/**
 * The permission matrix (ID-31, ID-34): one row an action, one column a role or guest capability. Nothing else in the code decides
 * who may do what. `external_sales_agent` is the guest capability `sales`; a guest with both capabilities has the union of their
 * cells. `g.mgr` is `sales` in the hands of whoever manages the guest Organisation: its owner, admins and sales managers (ID-55). Whose
 * things count as somebody's own is said in one place too: see `ownOf` of inventory. Allocation narrows `sales` afterwards (ID-54), it is
 * not part of the table.
 */
// biome-ignore format: a table is read by its columns
const MATRIX = {
  //                           owner  admin  manager agent  sales  content g.mgr
  see_units:                  ['all', 'all', 'all', 'all', 'all', 'all', 'all'],
  see_internal_pool:          ['all', 'all', 'all', 'all', 'no',  'all', 'no'],
  see_team:                   ['all', 'all', 'all', 'all', 'no',  'no',  'no'],
  manage_members:             ['all', 'all', 'own', 'no',  'no',  'no',  'no'],
  set_managers:               ['all', 'all', 'no',  'no',  'no',  'no',  'no'],
  leave_organisation:         ['no',  'all', 'all', 'all', 'no',  'no',  'no'],
  edit_organisation:          ['all', 'all', 'no',  'no',  'no',  'no',  'no'],
  change_organisation_slug:   ['all', 'no',  'no',  'no',  'no',  'no',  'no'],
  transfer_ownership:         ['all', 'no',  'no',  'no',  'no',  'no',  'no'],
  close_organisation:         ['all', 'no',  'no',  'no',  'no',  'no',  'no'],
  change_billing:             ['all', 'no',  'no',  'no',  'no',  'no',  'no'],
  manage_projects:            ['all', 'all', 'no',  'no',  'no',  'no',  'no'],
  publish_projects:           ['all', 'all', 'no',  'no',  'no',  'no',  'no'],
  edit_units:                 ['all', 'all', 'all', 'no',  'no',  'all', 'no'],
  import_units:               ['all', 'all', 'all', 'no',  'no',  'no',  'no'],
  release_units:              ['all', 'all', 'all', 'no',  'no',  'no',  'no'],
  reprice_units:              ['all', 'all', 'all', 'no',  'no',  'no',  'no'],
  export_units:               ['all', 'all', 'all', 'all', 'all', 'no',  'all'],
  invite_guests:              ['all', 'all', 'all', 'no',  'no',  'no',  'no'],
  assign_units_to_guests:     ['all', 'all', 'all', 'no',  'no',  'no',  'no'],
  assign_units_to_agents:     ['all', 'all', 'all', 'no',  'no',  'no',  'own'],
  flip_available_reserved:    ['all', 'all', 'all', 'all', 'all', 'no',  'all'],
  flip_available_sold:        ['all', 'all', 'all', 'no',  'no',  'no',  'no'],
  flip_reserved_available:    ['all', 'all', 'all', 'own', 'own', 'no',  'own'],
  flip_reserved_sold:         ['all', 'all', 'all', 'own', 'no',  'no',  'no'],
  flip_sold_back:             ['all', 'all', 'no',  'no',  'no',  'no',  'no'],
  buyer_records:              ['all', 'all', 'all', 'own', 'own', 'no',  'own'],
  buyer_links:                ['all', 'all', 'all', 'own', 'own', 'no',  'own'],
  hand_over_buyers:           ['all', 'all', 'all', 'no',  'no',  'no',  'own'],
  leads:                      ['all', 'all', 'all', 'own', 'own', 'no',  'own'],
  analytics:                  ['all', 'all', 'all', 'own', 'no',  'no',  'no'],
  audit_log:                  ['all', 'all', 'no',  'no',  'no',  'no',  'no'],
  api_keys:                   ['all', 'all', 'no',  'no',  'no',  'no',  'no'],
  referrals:                  ['all', 'no',  'no',  'no',  'no',  'no',  'no'],
  nudges:                     ['all', 'all', 'no',  'no',  'no',  'no',  'no'],
  view_as:                    ['all', 'all', 'all', 'no',  'no',  'no',  'no'],
} as const satisfies Record<string, Row>;

export type Action = keyof typeof MATRIX;
export const ACTIONS = Object.keys(MATRIX) as Action[];

export function isAction(word: string): word is Action {
  return Object.hasOwn(MATRIX, word);
}

/** What is left to decide in a workspace that is not active: paying for it and bringing it back (ID-26, SCH-9). */
export const WHILE_PAUSED: ReadonlySet<Action> = new Set([
  'change_billing',
  'close_organisation',
  'leave_organisation',
]);

/** Who asks: a member's role, or a guest's capabilities in the project in question and its role in its own Organisation. */
export type Standing = { role: Role } | { capabilities: readonly GuestCapability[]; guestRole?: Role };

const COLUMN: Record<Role | GuestCapability, number> = {
  owner: 0,
  admin: 1,
  sales_manager: 2,
  sales_agent: 3,
  external_sales_agent: 4,
  sales: 4,
  content: 5,
};
const GUEST_MANAGER = 6;

const STRENGTH: Record<Decision, number> = { no: 0, own: 1, all: 2 };

/** The matrix's cell for a standing; the union over a guest's capabilities (ID-34), `no` for one with none. */
export function decide(standing: Standing, action: Action): Decision {
  const row: Row = MATRIX[action];
  const columns =
    'role' in standing
      ? [COLUMN[standing.role]]
      : standing.capabilities.map((capability) =>
          capability === 'sales' && managesGuests(standing.guestRole) ? GUEST_MANAGER : COLUMN[capability],
        );
  return columns
    .map((column) => row[column]!)
    .reduce<Decision>((best, cell) => (STRENGTH[cell] > STRENGTH[best] ? cell : best), 'no');
}

/** The roles for which an action is not refused, for the sentence in the schema's descriptions (SCH-16) and for refusals that say who can. */
export function rolesAllowed(action: Action): { role: Role | 'content guest' | 'guest manager'; decision: Decision }[] {
  const names = [
    'owner',
    'admin',
    'sales_manager',
    'sales_agent',
    'external_sales_agent',
    'content guest',
    'guest manager',
  ] as const;
  const row: Row = MATRIX[action];
  return names.map((role, column) => ({ role, decision: row[column]! })).filter(({ decision }) => decision !== 'no');
}
