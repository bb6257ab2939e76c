/** Password of every service's role in tests. Roles belong to the cluster that all test files share, so all give them the same one. */
export const ROLES_PASSWORD = 'roles-of-the-tests';
