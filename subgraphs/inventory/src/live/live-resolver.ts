import { Access } from '@offplan/kernel/graphql/access';
import { Tagged } from '@offplan/kernel/graphql/directives';
import type { SubgraphContext } from '@offplan/kernel/subgraph/subgraph';
import { Arg, ID, Resolver, Root, Subscription } from 'type-graphql';
import { unitChanges } from './unit-changes.ts';
import { UnitsChanged } from './units-changed.ts';

interface Arguments {
  projectId: string;
  after?: string | null;
}

@Resolver()
export class LiveResolver {
  @Tagged('integrator')
  @Access('workspace', 'see_units')
  @Subscription(() => UnitsChanged, {
    subscribe: ({ args, context }: { args: Arguments; context: SubgraphContext }) =>
      unitChanges(context, args.projectId, args.after ?? null),
    description:
      'Every committed change of a unit that the viewer sees: status, edit, price, allocation; in commit order for each unit.',
  })
  unitsChanged(
    @Root() change: UnitsChanged,
    @Arg('projectId', () => ID, { description: 'The project.' }) _projectId: string,
    @Arg('after', () => String, { nullable: true, description: 'The last cursor seen: what was missed comes first.' })
    _after: string | null,
  ): UnitsChanged {
    return change;
  }
}
