import { Access } from '@offplan/kernel/graphql/access';
import { Tagged } from '@offplan/kernel/graphql/directives';
import type { RequestContext } from '@offplan/kernel/subgraph/request-context';
import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { AssignUnitsInput, ReleaseUnitsInput, SetAllocationModeInput } from './allocation-inputs.ts';
import {
  type AssignUnitsOutcome,
  AssignUnitsResult,
  type ReleaseUnitsOutcome,
  ReleaseUnitsResult,
  type SetAllocationModeOutcome,
  SetAllocationModeResult,
} from './allocation-results.ts';
import { assignUnits } from './assign-units.ts';
import { releaseUnits } from './release-units.ts';
import { setAllocationMode } from './set-allocation-mode.ts';

@Resolver()
export class AllocationResolver {
  @Tagged('integrator')
  @Access('workspace', 'assign_units_to_guests')
  @Mutation(() => AssignUnitsResult, {
    description: 'Assigns units to a guest Organisation, or to the internal pool: all or none.',
  })
  assignUnits(
    @Ctx() context: RequestContext,
    @Arg('input', () => AssignUnitsInput, { description: 'Which, and to whom.' }) input: AssignUnitsInput,
  ): Promise<AssignUnitsOutcome> {
    return assignUnits(context, input);
  }

  @Tagged('integrator')
  @Access('workspace', 'manage_projects')
  @Mutation(() => SetAllocationModeResult, { description: 'Switches a project between Closed and Open allocation.' })
  setAllocationMode(
    @Ctx() context: RequestContext,
    @Arg('input', () => SetAllocationModeInput, { description: 'The project and its mode.' })
    input: SetAllocationModeInput,
  ): Promise<SetAllocationModeOutcome> {
    return setAllocationMode(context, input);
  }

  @Tagged('integrator')
  @Access('workspace', 'release_units')
  @Mutation(() => ReleaseUnitsResult, { description: 'Puts units on sale, or holds them back: all or none.' })
  releaseUnits(
    @Ctx() context: RequestContext,
    @Arg('input', () => ReleaseUnitsInput, { description: 'Which units.' }) input: ReleaseUnitsInput,
  ): Promise<ReleaseUnitsOutcome> {
    return releaseUnits(context, input);
  }
}
