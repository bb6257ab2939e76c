/** Where buyers see a project: the workspace's own host, beside the app's (INV-51). */
export function salesAddress(workspace: string, project: string): string {
  return `${workspace}.${location.host.replace(/^app\./u, '')}/${project}`;
}
