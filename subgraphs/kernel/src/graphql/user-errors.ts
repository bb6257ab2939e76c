import { Field, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';
import { Shareable, Tagged } from './directives.ts';

@Tagged('integrator')
@InterfaceType({
  description: 'A failure that the person can act on (SCH-7).',
  autoRegisterImplementations: false,
  resolveType: (value) => value.constructor.name,
})
export abstract class UserError {
  @Field(() => String, { description: 'Stable, for programs.' })
  code!: string;

  @Field(() => String, {
    description: 'What happened and the way out, for people, in English; apps translate by the code.',
  })
  message!: string;
}

@Shareable()
@Tagged('integrator')
@ObjectType({ description: 'One fault of an input.' })
export class ValidationIssue {
  @Field(() => [String], { description: 'The way to the field, from the input.' })
  path!: string[];

  @Field(() => String, { description: 'Stable, for programs.' })
  code!: string;

  @Field(() => String, { description: 'What is wrong and what would be right.' })
  message!: string;
}

@Shareable()
@Tagged('integrator')
@ObjectType({ implements: UserError, description: 'The input cannot be used; nothing was done.' })
export class ValidationFailed extends UserError {
  @Field(() => [ValidationIssue], { description: 'Every fault, with its field.' })
  issues: ValidationIssue[];

  constructor(issues: ValidationIssue[]) {
    super();
    this.code = 'VALIDATION_FAILED';
    this.message = issues.map((issue) => issue.message).join(' ');
    this.issues = issues;
  }
}

export enum NotPermittedReason {
  ROLE = 'role',
  PLAN_ENDED = 'plan_ended',
  PLAN_PENDING = 'plan_pending',
  BEYOND_PLAN = 'beyond_plan',
  FEATURE = 'feature',
  OWN_ONLY = 'own_only',
  WITH_GUEST = 'with_guest',
}

registerEnumType(NotPermittedReason, {
  name: 'NotPermittedReason',
  description: 'Why an act is refused.',
  valuesConfig: {
    ROLE: { description: "The viewer's role does not allow it." },
    PLAN_ENDED: { description: 'The workspace is read-only because its trial or plan has ended.' },
    PLAN_PENDING: { description: 'The workspace was made a moment ago and its plan is not known here yet; try again.' },
    BEYOND_PLAN: {
      description:
        'More than the plan holds: the project, the unit, the seat or the guest is read-only. `leastTier` names the first that holds it.',
    },
    FEATURE: { description: 'The plan does not include the feature; `leastTier` names the first that does.' },
    OWN_ONLY: { description: 'The viewer may do this with what is its own only.' },
    WITH_GUEST: { description: 'The unit is assigned to a guest Organisation, which distributes it itself.' },
  },
});

const WORDS: Record<NotPermittedReason, string> = {
  [NotPermittedReason.ROLE]:
    'Your role does not allow this. An Owner or Admin of the workspace can do it or change your role.',
  [NotPermittedReason.PLAN_ENDED]: 'This workspace is read-only because its plan has ended.',
  [NotPermittedReason.PLAN_PENDING]: 'The workspace is being prepared. Try again in a moment.',
  [NotPermittedReason.BEYOND_PLAN]:
    'This is beyond what the plan of this workspace holds, and read-only. Its Owner can choose what stays, or upgrade.',
  [NotPermittedReason.FEATURE]: 'The plan of this workspace does not include this.',
  [NotPermittedReason.OWN_ONLY]: 'You can do this only with what is your own or assigned to your Organisation.',
  [NotPermittedReason.WITH_GUEST]:
    'A unit is assigned to a guest Organisation, which distributes it itself. Take it back first.',
};

@Shareable()
@Tagged('integrator')
@ObjectType({ implements: UserError, description: 'The viewer may not do this; nothing was done.' })
export class NotPermitted extends UserError {
  @Field(() => NotPermittedReason, { description: 'Why.' })
  reason: NotPermittedReason;

  @Field(() => String, {
    nullable: true,
    description: 'The least tier that includes the feature, or holds what is too much, when that is the reason.',
  })
  leastTier: string | null;

  constructor(reason: NotPermittedReason = NotPermittedReason.ROLE, leastTier: string | null = null) {
    super();
    this.code = 'NOT_PERMITTED';
    this.message = WORDS[reason];
    this.reason = reason;
    this.leastTier = leastTier;
  }
}
