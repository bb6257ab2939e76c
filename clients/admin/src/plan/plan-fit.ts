import type { PlanFitQuery } from '../generated/graphql.ts';

/** What an Owner chooses among when a plan does not hold all of it. */
export const KEPT_KINDS = ['projects', 'members', 'guests'] as const;
export type KeptKind = (typeof KEPT_KINDS)[number];

/** One thing that stays, or does not. */
export interface Held {
  readonly id: string;
  readonly name: string;
  /** Of a project. */
  readonly units?: number;
  /** Of a member. */
  readonly role?: 'OWNER' | 'ADMIN' | 'SALES_MANAGER' | 'SALES_AGENT' | 'EXTERNAL_SALES_AGENT';
}

/** Things of one kind against what a plan holds of them. */
export interface HeldKind {
  readonly kind: KeptKind;
  readonly limit: number;
  readonly staying: readonly Held[];
  readonly beyond: readonly Held[];
}

/** More units in a project than a plan holds: those that came last are over. */
export interface UnitsOver {
  readonly project: string;
  readonly units: number;
  readonly beyond: number;
  readonly limit: number;
}

/** What does not fit a plan (BIL-23). */
export interface PlanFit {
  /** How many projects stay as they are; null while it is not known. */
  readonly projectsStaying: number | null;
  readonly kinds: readonly HeldKind[];
  readonly units: readonly UnitsOver[];
}

type Organisation = PlanFitQuery['organisation'];
type Fits = Record<
  KeptKind,
  { limit: number | null; staying: readonly Held[]; beyond: readonly Held[] } | null | undefined
>;

/** What the server says does not fit; what it does not say, because a part of it is away, is left out. */
export function planFitOf(organisation: Organisation | undefined): PlanFit {
  const { projectFit, seatFit, guestFit } = organisation ?? {};
  const project = ({ id, name, unitCounts }: { id: string; name: string; unitCounts: { total: number } }) => ({
    id,
    name,
    units: unitCounts.total,
  });
  const member = ({ id, role, user }: { id: string; role: NonNullable<Held['role']>; user: { name: string } }) => ({
    id,
    name: user.name,
    role,
  });
  const fits: Fits = {
    projects: projectFit && {
      limit: projectFit.limit,
      staying: projectFit.staying.map(project),
      beyond: projectFit.beyond.map(project),
    },
    members: seatFit && {
      limit: seatFit.limit,
      staying: seatFit.staying.map(member),
      beyond: seatFit.beyond.map(member),
    },
    guests: guestFit,
  };
  return {
    projectsStaying: projectFit?.staying.length ?? null,
    kinds: KEPT_KINDS.flatMap((kind) => {
      const fit = fits[kind];
      if (!fit || fit.limit === null || fit.beyond.length === 0) return [];
      return [{ kind, limit: fit.limit, staying: fit.staying, beyond: fit.beyond }];
    }),
    units: (projectFit?.units ?? []).map(({ project: { name }, units, beyond }) => ({
      project: name,
      units,
      beyond,
      limit: projectFit!.unitLimit!,
    })),
  };
}

export const hasExcess = ({ kinds, units }: PlanFit): boolean => kinds.length + units.length > 0;

/** What there is a choice about: where a plan holds none of a kind, all of it is over. */
export const choicesOf = ({ kinds }: PlanFit): HeldKind[] => kinds.filter(({ limit }) => limit > 0);
