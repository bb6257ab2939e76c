import { ForGateway } from '@offplan/kernel/graphql/directives';
import { UserError, type ValidationIssue } from '@offplan/kernel/graphql/user-errors';
import { createUnionType, Field, ObjectType, registerEnumType } from 'type-graphql';
import { SecondFactorNeeded, SignedIn, TooManyAttempts } from '../sessions/session-results.ts';

@ForGateway()
@ObjectType({ description: 'A mail is on its way. The same answer for an e-mail that has an account (ID-14).' })
export class SignUpMailed {
  @Field(() => String, { description: 'For the browser’s cookie: from this browser the link alone confirms.' })
  browserToken!: string;
}

@ForGateway()
@ObjectType({ description: 'One fault of a sign-up form.' })
export class SignUpIssue implements ValidationIssue {
  @Field(() => [String], { description: 'The way to the field, from the input.' })
  path!: string[];

  @Field(() => String, { description: 'Stable, for programs.' })
  code!: string;

  @Field(() => String, { description: 'What is wrong and what would be right.' })
  message!: string;

  @Field(() => [String], { description: 'Values that would do: free slugs for a taken one (ID-24).' })
  suggestions!: string[];
}

@ForGateway()
@ObjectType({ implements: UserError, description: 'The sign-up form cannot be used; nothing was done.' })
export class SignUpInvalid extends UserError {
  @Field(() => [SignUpIssue], { description: 'Every fault, with its field.' })
  issues: SignUpIssue[];

  constructor(issues: readonly (ValidationIssue & { suggestions?: string[] })[]) {
    super();
    this.code = 'VALIDATION_FAILED';
    this.message = issues.map((issue) => issue.message).join(' ');
    this.issues = issues.map((issue) => Object.assign(new SignUpIssue(), { suggestions: [], ...issue }));
  }
}

export enum SignUpRefusal {
  BOT = 'bot',
  BOT_CHECK_DOWN = 'bot_check_down',
  DISPOSABLE_EMAIL = 'disposable_email',
  YOUNG_DOMAIN = 'young_domain',
  TOO_MANY = 'too_many',
}
registerEnumType(SignUpRefusal, {
  name: 'SignUpRefusal',
  description: 'Why a sign-up was refused before anything else was looked at (ID-9 to ID-12).',
  valuesConfig: {
    BOT: { description: 'The bot check did not take the caller for a person.' },
    BOT_CHECK_DOWN: { description: 'The bot check does not answer.' },
    DISPOSABLE_EMAIL: { description: 'The e-mail is of a throw-away provider.' },
    YOUNG_DOMAIN: { description: 'The domain of the e-mail was registered less than 7 days ago.' },
    TOO_MANY: { description: 'Too many sign-ups from one network within a day.' },
  },
});

const REFUSAL_WORDS: Record<SignUpRefusal, string> = {
  [SignUpRefusal.BOT]: 'The check that you are a person did not pass. Reload the page and try again.',
  [SignUpRefusal.BOT_CHECK_DOWN]:
    'The check that you are a person does not answer just now. Try again in some minutes.',
  [SignUpRefusal.DISPOSABLE_EMAIL]: 'This e-mail is of a throw-away provider. Use the e-mail that you work with.',
  [SignUpRefusal.YOUNG_DOMAIN]: 'The domain of this e-mail is only some days old. Use another e-mail, or wait a week.',
  [SignUpRefusal.TOO_MANY]: 'Too many sign-ups from your network today. Try again tomorrow.',
};

@ForGateway()
@ObjectType({
  implements: UserError,
  description: 'The sign-up was refused; whom to write to when that is wrong is said.',
})
export class SignUpRefused extends UserError {
  @Field(() => SignUpRefusal, { description: 'Why.' })
  reason: SignUpRefusal;

  constructor(reason: SignUpRefusal, supportEmail: string) {
    super();
    this.code = 'SIGN_UP_REFUSED';
    this.message = `${REFUSAL_WORDS[reason]} If this is a mistake, write to ${supportEmail}.`;
    this.reason = reason;
  }
}

@ForGateway()
@ObjectType({
  implements: UserError,
  description: 'The link confirms nothing: it is unknown, was used, or is too old.',
})
export class ConfirmationNotUsable extends UserError {
  constructor() {
    super();
    this.code = 'CONFIRMATION_NOT_USABLE';
    this.message = 'This link was used already or is older than 24 hours. Sign in, or sign up again.';
  }
}

@ForGateway()
@ObjectType({
  implements: UserError,
  description: 'The link was opened in another browser than the form: the password of the form is needed.',
})
export class SignUpPasswordNeeded extends UserError {
  constructor(wasWrong: boolean) {
    super();
    this.code = wasWrong ? 'PASSWORD_WRONG' : 'PASSWORD_NEEDED';
    this.message = wasWrong
      ? 'This is not the password that was chosen when signing up.'
      : 'Enter the password that you chose when signing up.';
  }
}

const byClass = (value: object) => value.constructor.name;

export const SignUpResult = createUnionType({
  name: 'SignUpResult',
  description: 'What became of a sign-up.',
  types: () => [SignUpMailed, SignedIn, SecondFactorNeeded, SignUpInvalid, SignUpRefused] as const,
  resolveType: byClass,
});
export type SignUpOutcome = SignUpMailed | SignedIn | SecondFactorNeeded | SignUpInvalid | SignUpRefused;

export const ConfirmSignUpResult = createUnionType({
  name: 'ConfirmSignUpResult',
  description: 'What became of confirming a sign-up.',
  types: () =>
    [
      SignedIn,
      SecondFactorNeeded,
      ConfirmationNotUsable,
      SignUpPasswordNeeded,
      SignUpInvalid,
      TooManyAttempts,
    ] as const,
  resolveType: byClass,
});
export type ConfirmSignUpOutcome =
  | SignedIn
  | SecondFactorNeeded
  | ConfirmationNotUsable
  | SignUpPasswordNeeded
  | SignUpInvalid
  | TooManyAttempts;

export const JoinByInvitationResult = createUnionType({
  name: 'JoinByInvitationResult',
  description: 'What became of a sign-up by an invitation.',
  types: () => [SignedIn, SecondFactorNeeded, SignUpInvalid] as const,
  resolveType: byClass,
});
export type JoinByInvitationOutcome = SignedIn | SecondFactorNeeded | SignUpInvalid;
