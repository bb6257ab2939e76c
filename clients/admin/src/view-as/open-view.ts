const KEY = 'offplan-view';

/** With whose eyes this tab looks at a workspace. */
export interface OpenView {
  readonly workspace: string;
  readonly viewId: string;
  readonly name: string;
}

/** The view of this tab; it survives a reload, and no other tab has it. What it may do is decided by the server alone. */
export const openView = {
  get(workspace: string): OpenView | null {
    try {
      const view = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as OpenView | null;
      return view?.workspace === workspace ? view : null;
    } catch {
      return null;
    }
  },
  keep: (view: OpenView): void => sessionStorage.setItem(KEY, JSON.stringify(view)),
  forget: (): void => sessionStorage.removeItem(KEY),
};
