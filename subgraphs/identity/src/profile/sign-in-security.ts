import { DateTime, EmailAddress } from '@offplan/kernel/graphql/scalars';
import { Field, Int, ObjectType } from 'type-graphql';
import { Passkey } from '../passkeys/passkey.ts';
import { ProofMethod } from '../sessions/fresh-proof.ts';

@ObjectType({ description: 'A Google account by which the viewer can sign in.' })
export class GoogleLink {
  @Field(() => String, { description: 'Its e-mail as Google said it.' })
  email!: string;

  @Field(() => DateTime, { description: 'Since when.' })
  linkedAt!: Date;
}

@ObjectType({ description: 'How the viewer signs in (ID-4, ID-6).' })
export class SignInSecurity {
  @Field(() => Boolean, { description: 'Whether there is a password; not so for whoever came by Google alone.' })
  hasPassword!: boolean;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Since when signing in asks for a code of the authenticator app; null when it does not.',
  })
  authenticatorSince!: Date | null;

  @Field(() => Int, { description: 'Recovery codes that are left.' })
  recoveryCodesLeft!: number;

  @Field(() => [Passkey], { description: 'The passkeys, the oldest first.' })
  passkeys!: Passkey[];

  @Field(() => GoogleLink, { nullable: true, description: 'The linked Google account; null for none.' })
  google!: GoogleLink | null;

  @Field(() => [ProofMethod], { description: 'How the viewer can prove again who it is.' })
  proofMethods!: ProofMethod[];

  @Field(() => EmailAddress, {
    nullable: true,
    description: 'A new e-mail that awaits the confirmation of its link; null for none.',
  })
  pendingEmail!: string | null;
}

@ObjectType({ description: 'The ways in that this installation offers.' })
export class SignInOptions {
  @Field(() => Boolean, { description: 'Whether “Continue with Google” is set up.' })
  hasGoogle!: boolean;
}
