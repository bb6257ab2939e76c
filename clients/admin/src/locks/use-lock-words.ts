import { useT } from '../i18n/catalogue.tsx';
import { useWorkspace } from '../shell/workspace.tsx';

/** What a Free Guest reads who wants more (UI-13): whoever had a plan comes back to it, whoever never had begins. */
export function useLockWords(): string {
  const t = useT();
  const { plan, projects } = useWorkspace();
  const hadPlan = Boolean(plan?.endedAt ?? plan?.trialEndsAt) || projects.length > 0;
  return t(hadPlan ? 'upgrade.reactivate' : 'upgrade.firstProject');
}
