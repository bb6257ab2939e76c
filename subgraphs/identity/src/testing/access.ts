import { createHmac } from 'node:crypto';
import { expect } from 'vitest';
import type { IdentityWorld, Person } from './identity-world.ts';

/** What GraphQL answers in a test, read without types. */
// biome-ignore lint/suspicious/noExplicitAny: answers are compared, not computed with
type Answer = any;

const REFUSED = '... on UserError { code message }';
const LIMITED = '... on TooManyAttempts { retryAfterSeconds }';

/** The ways in, as the gateway asks for them. */
export class Access {
  readonly #world: IdentityWorld;

  constructor(world: IdentityWorld) {
    this.#world = world;
  }

  completeSignIn(halfToken: string, factor: object, address?: string): Promise<Answer> {
    return this.#world.asGateway(
      `mutation ($input: CompleteSignInInput!) { answer: completeSignIn(input: $input) { __typename ... on SignedIn { token } ${REFUSED} ${LIMITED} } }`,
      { halfToken, ...factor },
      address,
    );
  }

  prove(sessionToken: string, proof: object): Promise<Answer> {
    return this.#world.asGateway(
      `mutation ($input: ProveIdentityInput!) { answer: proveIdentity(input: $input) { __typename ... on IdentityProved { until } ${REFUSED} ${LIMITED} } }`,
      { sessionToken, ...proof },
    );
  }

  requestReset(email: string, address?: string): Promise<Answer> {
    return this.#world.asGateway(
      `mutation ($input: RequestPasswordResetInput!) { answer: requestPasswordReset(input: $input) { __typename ${REFUSED} ${LIMITED} } }`,
      { email },
      address,
    );
  }

  resetPassword(token: string, password: string): Promise<Answer> {
    return this.#world.asGateway(
      `mutation ($input: ResetPasswordInput!) { answer: resetPassword(input: $input) { __typename ${REFUSED} ... on ValidationFailed { issues { path code } } } }`,
      { token, password },
    );
  }

  confirmEmail(token: string): Promise<Answer> {
    return this.#world.asGateway(
      `mutation ($input: ConfirmEmailInput!) { answer: confirmEmail(input: $input) { __typename ... on EmailConfirmed { email } ${REFUSED} } }`,
      { token },
    );
  }

  beginPasskey(purpose: string, tokens: { sessionToken?: string; halfToken?: string } = {}): Promise<Answer> {
    return this.#world.asGateway(
      `mutation ($input: BeginPasskeyInput!) { answer: beginPasskey(input: $input) { __typename ... on PasskeyChallenge { token options } ${REFUSED} } }`,
      { purpose, ...tokens },
    );
  }

  registerPasskey(input: object): Promise<Answer> {
    return this.#world.asGateway(
      `mutation ($input: RegisterPasskeyInput!) { answer: registerPasskey(input: $input) { __typename ${REFUSED} } }`,
      { name: 'Test key', ...input },
    );
  }

  signInByPasskey(passkey: object, organisationSlug?: string): Promise<Answer> {
    return this.#world.asGateway(
      `mutation ($input: SignInByPasskeyInput!) { answer: signInByPasskey(input: $input) { __typename ... on SignedIn { token } ${REFUSED} } }`,
      { passkey, organisationSlug },
    );
  }

  beginExternal(input: object = {}): Promise<Answer> {
    return this.#world.asGateway(
      `mutation ($input: BeginExternalSignInInput!) { answer: beginExternalSignIn(input: $input) { __typename ... on ExternalSignInBegun { token url } ${REFUSED} } }`,
      { purpose: 'sign_in', next: '/', ...input },
    );
  }

  finishExternal(token: string, query: string): Promise<Answer> {
    return this.#world.asGateway(
      `mutation ($input: FinishExternalSignInInput!) { answer: finishExternalSignIn(input: $input) { next purpose outcome { __typename
         ... on SignedIn { token } ... on SecondFactorNeeded { token methods } ... on ExternalProofMade { token }
         ... on ExternalLinkNeeded { token } ${REFUSED} } } }`,
      { token, query },
    );
  }

  /** A sign-in that brings what Google has said of its person. */
  signInLinking(email: string, password: string, proofToken: string): Promise<Answer> {
    return this.#world.asGateway(
      `mutation ($input: SignInInput!) { answer: signIn(input: $input) { __typename ... on SignedIn { token } ... on SecondFactorNeeded { token } ${REFUSED} } }`,
      { email, password, proofToken },
    );
  }

  /** Runs one of the mutations of a person's own account; `input` may be left out. */
  async account(by: Person, field: string, fields: string, input?: { type: string; value: object }): Promise<Answer> {
    const { answer } = await this.#world.as(
      by,
      input
        ? `mutation ($input: ${input.type}!) { answer: ${field}(input: $input) { __typename ${fields} ${REFUSED} } }`
        : `mutation { answer: ${field} { __typename ${fields} ${REFUSED} } }`,
      input && { input: input.value },
    );
    return answer;
  }

  /** Turns the second factor on. Returns the secret and the recovery codes. */
  async enrol(person: Person): Promise<{ secret: string; codes: string[] }> {
    const begun = await this.account(person, 'beginAuthenticator', '... on BeginAuthenticatorSuccess { secret uri }');
    const confirmed = await this.confirmCode(person, this.code(begun.secret));
    expect(confirmed).toMatchObject({ __typename: 'RecoveryCodesSuccess' });
    // The code that confirmed it is used up.
    this.#world.clock.advance(30_000);
    return { secret: begun.secret, codes: confirmed.codes };
  }

  confirmCode(person: Person, code: string): Promise<Answer> {
    return this.account(
      person,
      'confirmAuthenticator',
      '... on RecoveryCodesSuccess { codes } ... on ValidationFailed { issues { path code } }',
      { type: 'ConfirmAuthenticatorInput', value: { code } },
    );
  }

  /** The code that an authenticator app shows, so many steps of 30 seconds from now. */
  code(secret: string, steps = 0): string {
    return totp(secret, Math.floor(this.#world.clock.now().getTime() / 30_000) + steps);
  }
}

/** A code by RFC 6238, written anew here: the product's own library must not be what judges it. */
function totp(secret: string, step: number): string {
  const bits = [...secret].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', key).update(counter).digest();
  const number = hash.readUInt32BE(hash.at(-1)! & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
