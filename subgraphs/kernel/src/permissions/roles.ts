/** The five roles of ID-30. */
export const ROLES = ['owner', 'admin', 'sales_manager', 'sales_agent', 'external_sales_agent'] as const;
export type Role = (typeof ROLES)[number];

/** What a guest grant may give (ID-50, ID-51). A guest's `sales` capability is the column external_sales_agent of the matrix (ID-34). */
export const GUEST_CAPABILITIES = ['sales', 'content'] as const;
export type GuestCapability = (typeof GUEST_CAPABILITIES)[number];

const RANK: Record<Role, number> = { owner: 4, admin: 3, sales_manager: 2, sales_agent: 1, external_sales_agent: 0 };

/** Whether `role` stands at or above `other`: nobody raises a person above himself (ID-36). */
export function standsAtLeast(role: Role, other: Role): boolean {
  return RANK[role] >= RANK[other];
}

/** Whether a role in a guest Organisation manages its people in a host's project: owner, admin and sales manager (ID-55). */
export function managesGuests(role: Role | undefined): boolean {
  return role !== undefined && standsAtLeast(role, 'sales_manager');
}
