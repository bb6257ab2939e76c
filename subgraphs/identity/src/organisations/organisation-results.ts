import { DateTime } from '@offplan/kernel/graphql/scalars';
import { NotPermitted, UserError, ValidationFailed } from '@offplan/kernel/graphql/user-errors';
import { createUnionType, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { AskedTooOften } from '../profile/profile-results.ts';
import { ProofNeeded } from '../sessions/fresh-proof.ts';
import { Organisation } from './organisation.ts';
import { monthsUntil } from './slug-calendar.ts';
import { Workspace } from './workspace.ts';

@ObjectType({ description: 'The workspace has its new address.' })
export class ChangeOrganisationSlugSuccess {
  @Field(() => Organisation, { description: 'The Organisation.' })
  organisation!: Organisation;

  @Field(() => DateTime, { description: 'Until when the former address leads to the new one.' })
  redirectsUntil!: Date;
}

@ObjectType({ implements: UserError, description: 'Another Organisation has this address (ID-24).' })
export class SlugTakenFailure extends UserError {
  @Field(() => [String], { description: 'Addresses like it that are free.' })
  suggestions: string[];

  constructor(suggestions: string[]) {
    super();
    this.code = 'SLUG_TAKEN';
    this.message = 'This address is taken.';
    this.suggestions = suggestions;
  }
}

export enum SlugChangeObstacle {
  COOLDOWN = 'cooldown',
  REDIRECT = 'redirect',
}
registerEnumType(SlugChangeObstacle, {
  name: 'SlugChangeObstacle',
  description: 'Why an address cannot be changed yet.',
  valuesConfig: {
    COOLDOWN: { description: 'It was chosen less than 12 months ago.' },
    REDIRECT: { description: 'The redirect of the last change still runs.' },
  },
});

@ObjectType({ implements: UserError, description: 'The address cannot be changed yet (ID-25).' })
export class SlugChangeTooEarly extends UserError {
  @Field(() => SlugChangeObstacle, { description: 'Why.' })
  obstacle!: SlugChangeObstacle;

  @Field(() => DateTime, { description: 'From when it can.' })
  availableAt!: Date;

  @Field(() => Int, { nullable: true, description: 'Months until then; null while a redirect runs.' })
  monthsLeft!: number | null;

  static afterChange(availableAt: Date, now: Date): SlugChangeTooEarly {
    const monthsLeft = monthsUntil(availableAt, now);
    return Object.assign(new SlugChangeTooEarly(), {
      code: 'SLUG_CHANGE_TOO_EARLY',
      message: `${monthsLeft} ${monthsLeft === 1 ? 'month' : 'months'} until next change available.`,
      obstacle: SlugChangeObstacle.COOLDOWN,
      availableAt,
      monthsLeft,
    });
  }

  static whileRedirecting(endsAt: Date, availableAt: Date): SlugChangeTooEarly {
    return Object.assign(new SlugChangeTooEarly(), {
      code: 'SLUG_CHANGE_TOO_EARLY',
      message: `Wait until ${endsAt.toISOString().slice(0, 10)} when current redirect expires.`,
      obstacle: SlugChangeObstacle.REDIRECT,
      availableAt: endsAt > availableAt ? endsAt : availableAt,
      monthsLeft: null,
    });
  }
}

@ObjectType({ description: 'The Organisation was edited.' })
export class EditOrganisationSuccess {
  @Field(() => Organisation, { description: 'The Organisation.' })
  organisation!: Organisation;
}

@ObjectType({ description: 'The workspace is closed.' })
export class CloseOrganisationSuccess {
  @Field(() => Organisation, { description: 'The Organisation, with the day on which it is deleted.' })
  organisation!: Organisation;
}

@ObjectType({ description: 'The workspace is open again.' })
export class ReopenOrganisationSuccess {
  @Field(() => Organisation, { description: 'The Organisation.' })
  organisation!: Organisation;
}

@ObjectType({ implements: UserError, description: 'The workspace cannot be brought back this way.' })
export class NotReopenable extends UserError {
  constructor(supportEmail: string) {
    super();
    this.code = 'NOT_REOPENABLE';
    this.message = `This workspace cannot be brought back here. Write to ${supportEmail}.`;
  }
}

@ObjectType({ description: 'The further workspace was made.' })
export class CreateOrganisationSuccess {
  @Field(() => Workspace, { description: 'The workspace; without a trial, its way on is a plan (BIL-17).' })
  workspace!: Workspace;
}

const byClass = (value: object) => value.constructor.name;

export const ChangeOrganisationSlugResult = createUnionType({
  name: 'ChangeOrganisationSlugResult',
  description: 'What became of a change of address.',
  types: () =>
    [ChangeOrganisationSlugSuccess, SlugTakenFailure, SlugChangeTooEarly, NotPermitted, ValidationFailed] as const,
  resolveType: byClass,
});
export type ChangeOrganisationSlugOutcome =
  | ChangeOrganisationSlugSuccess
  | SlugTakenFailure
  | SlugChangeTooEarly
  | NotPermitted
  | ValidationFailed;

export const EditOrganisationResult = createUnionType({
  name: 'EditOrganisationResult',
  description: 'What became of editing an Organisation.',
  types: () => [EditOrganisationSuccess, NotPermitted, ValidationFailed] as const,
  resolveType: byClass,
});
export type EditOrganisationOutcome = EditOrganisationSuccess | NotPermitted | ValidationFailed;

export const CloseOrganisationResult = createUnionType({
  name: 'CloseOrganisationResult',
  description: 'What became of closing a workspace.',
  types: () => [CloseOrganisationSuccess, ProofNeeded, NotPermitted, ValidationFailed] as const,
  resolveType: byClass,
});
export type CloseOrganisationOutcome = CloseOrganisationSuccess | ProofNeeded | NotPermitted | ValidationFailed;

export const ReopenOrganisationResult = createUnionType({
  name: 'ReopenOrganisationResult',
  description: 'What became of bringing a closed workspace back.',
  types: () => [ReopenOrganisationSuccess, NotReopenable, NotPermitted] as const,
  resolveType: byClass,
});
export type ReopenOrganisationOutcome = ReopenOrganisationSuccess | NotReopenable | NotPermitted;

export const CreateOrganisationResult = createUnionType({
  name: 'CreateOrganisationResult',
  description: 'What became of a further workspace.',
  types: () => [CreateOrganisationSuccess, SlugTakenFailure, AskedTooOften, ValidationFailed] as const,
  resolveType: byClass,
});
export type CreateOrganisationOutcome = CreateOrganisationSuccess | SlugTakenFailure | AskedTooOften | ValidationFailed;
