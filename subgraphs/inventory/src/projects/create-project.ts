import type { Entitlements } from '@offplan/kernel/entitlements/entitlements';
import { readEntitlements } from '@offplan/kernel/entitlements/read-entitlements';
import { NotPermitted, ValidationFailed, type ValidationIssue } from '@offplan/kernel/graphql/user-errors';
import { uuidv7 } from '@offplan/kernel/ids';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { actorFacts } from '../units/status-events.ts';
import { AllocationMode, Project, ProjectState } from './project.ts';
import type { CreateProjectInput } from './project-inputs.ts';
import { type CreateProjectOutcome, CreateProjectSuccess, ProjectLimitReached } from './project-results.ts';
import { refusalOfPlan } from './refusal-of-plan.ts';

/**
 * Makes a project within the plan's limit (INV-2, BIL-11). The entitlements' row is locked while counting, so that two at once cannot
 * both take the last place.
 */
export async function createProject(context: RequestContext, input: CreateProjectInput): Promise<CreateProjectOutcome> {
  if (!context.may('manage_projects')) return new NotPermitted();
  const form = readForm(input);
  if (form instanceof ValidationFailed) return form;
  return context.transaction(async (tx) => {
    const entitlements = await readEntitlements(tx, context.orgId, { lock: true });
    const { limits } = entitlements ?? {};
    if (!entitlements || (entitlements.status === 'ended' && limits?.projects !== 0))
      return refusalOfPlan(entitlements?.status)!;
    const [count] = await tx.query<{ projects: number; place: number }>(
      'select count(*)::int as projects, coalesce(max(place), 0) as place from inventory.project where org_id = ?',
      [context.orgId],
    );
    if (limits?.projects !== null && limits?.projects !== undefined && count!.projects >= limits.projects)
      return limitReached(entitlements);
    const slug = await freeSlug(form.slug, form.isSlugChosen, async (wanted) => {
      const taken = await tx.query('select from inventory.project where org_id = ? and slug = ?', [
        context.orgId,
        wanted,
      ]);
      return taken.length === 0;
    });
    if (!slug)
      return new ValidationFailed([
        {
          path: ['slug'],
          code: 'TAKEN',
          message: 'Another project of this workspace has this address; choose another.',
        },
      ]);
    const project = tx.em.create(Project, {
      orgId: context.orgId,
      id: uuidv7(tx.now.getTime()),
      slug,
      name: form.name,
      address: form.address,
      developerName: form.developerName,
      completion: null,
      currency: form.currency,
      state: ProjectState.DRAFT,
      allocationMode: AllocationMode.CLOSED,
      place: count!.place + 1,
      version: 1,
      createdAt: tx.now,
    } as never) as Project;
    await tx.em.flush();
    const { actor, onBehalfOf, personal } = actorFacts(context);
    await tx.emit({
      orgId: context.orgId,
      subjectType: 'project',
      subjectId: project.id,
      seq: 1,
      type: 'project.created',
      actor,
      onBehalfOf,
      data: {
        label: project.name,
        projectId: project.id,
        after: { name: project.name, slug, currency: project.currency },
      },
      personal,
      piiClass: 'personal_meta',
    });
    return Object.assign(new CreateProjectSuccess(), { project });
  });
}

interface Form {
  name: string;
  slug: string;
  isSlugChosen: boolean;
  currency: string;
  address: string | null;
  developerName: string | null;
}

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

function readForm(input: CreateProjectInput): Form | ValidationFailed {
  const issues: ValidationIssue[] = [];
  const fault = (field: string, code: string, message: string) => issues.push({ path: [field], code, message });
  const name = input.name.trim();
  const slug = input.slug?.trim() || slugOf(name);
  const currency = input.currency.trim().toUpperCase();
  if (name.length < 1 || name.length > 120) fault('name', 'BAD_LENGTH', 'The name has 1 to 120 characters.');
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug) || slug.length < 2 || slug.length > 60)
    fault('slug', 'BAD_FORM', 'The address has 2 to 60 characters: a to z, 0 to 9 and single hyphens in between.');
  if (!CURRENCIES.has(currency)) fault('currency', 'UNKNOWN', 'Name a currency by its three letters, such as AED.');
  if ((input.address ?? '').length > 200) fault('address', 'TOO_LONG', 'The address has at most 200 characters.');
  if ((input.developerName ?? '').length > 120)
    fault('developerName', 'TOO_LONG', "The developer's name has at most 120 characters.");
  if (issues.length > 0) return new ValidationFailed(issues);
  return {
    name,
    slug,
    isSlugChosen: Boolean(input.slug?.trim()),
    currency,
    address: input.address?.trim() || null,
    developerName: input.developerName?.trim() || null,
  };
}

/** A slug from a name: Latin letters without marks; a name without any gets a neutral word. */
function slugOf(name: string): string {
  const words = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 56)
    .replace(/-+$/, '');
  return words.length >= 2 ? words : 'project';
}

/** The wanted slug, or for one that nobody chose the first free one with a number behind it. */
async function freeSlug(
  wanted: string,
  isChosen: boolean,
  isFree: (slug: string) => Promise<boolean>,
): Promise<string | null> {
  if (await isFree(wanted)) return wanted;
  if (isChosen) return null;
  for (let number = 2; number < 1_000; number += 1)
    if (await isFree(`${wanted}-${number}`)) return `${wanted}-${number}`;
  return null;
}

function limitReached({ limits, tier, isTrial }: Entitlements): ProjectLimitReached {
  const limit = limits.projects ?? 0;
  return Object.assign(new ProjectLimitReached(), {
    code: 'PROJECT_LIMIT_REACHED',
    message: isTrial
      ? `Trial limited to ${limit} project.`
      : limit === 0
        ? 'This plan has no projects of its own.'
        : `The plan allows ${limit} projects.`,
    limit,
    tier,
    upgradeTo: isTrial ? 'tier_2' : nextTier(tier),
  });
}

function nextTier(tier: Entitlements['tier']): string | null {
  const next = {
    free_guest: 'tier_1',
    tier_1: 'tier_2',
    tier_2: 'tier_3_enterprise',
    tier_3_enterprise: null,
  } as const;
  return next[tier];
}
