/** What is locked: one more of what the plan caps, a feature above the tier, or one's own projects after the end of a plan. */
export const LOCK_SUBJECTS = ['project', 'seats', 'guests', 'frozen', 'team', 'audit_log', 'analytics', 'sso'] as const;
export type LockSubject = (typeof LOCK_SUBJECTS)[number];

interface Plan {
  readonly features: readonly { readonly feature: string; readonly isIncluded: boolean }[];
}

/** Whether the plan lacks a feature; what is not known of a plan is not locked here: the server still refuses. */
export function isLacking(plan: Plan | null, feature: string | undefined): boolean {
  return plan?.features.some((one) => one.feature === feature && !one.isIncluded) ?? false;
}

/** The pages that stand for a feature, after the workspace's address. */
const FEATURE_PAGES: readonly (readonly [RegExp, LockSubject])[] = [
  [/^\/team\/?$/u, 'team'],
  [/^\/audit\/?$/u, 'audit_log'],
  [/^\/p\/[^/]+\/activity\/?$/u, 'analytics'],
];

/** The pages that the Free Guest shell has; any other is hidden there (UI-10, UI-13). */
const FREE_GUEST_PAGES = /^(?:\/?|\/guest-projects|\/frozen|\/plan|\/p\/[^/]+(?:\/(?:board|units))?)\/?$/u;

/** What locks the page that an address names, if anything. `path` begins after the workspace's address. */
export function lockOfPage(path: string, plan: Plan | null, isFreeGuest: boolean): LockSubject | undefined {
  const feature = FEATURE_PAGES.find(([page]) => page.test(path))?.[1];
  if (isFreeGuest) return FREE_GUEST_PAGES.test(path) ? undefined : (feature ?? 'project');
  return isLacking(plan, feature) ? feature : undefined;
}
