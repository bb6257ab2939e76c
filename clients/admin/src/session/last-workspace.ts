const KEY = 'offplan-workspace';

/** The workspace that this browser showed last; a convenience, never a permission. */
export const lastWorkspace = {
  get: (): string | null => localStorage.getItem(KEY),
  keep: (slug: string): void => localStorage.setItem(KEY, slug),
  forget: (): void => localStorage.removeItem(KEY),
};
