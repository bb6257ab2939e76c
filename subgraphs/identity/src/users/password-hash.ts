import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { Turnstile } from '@offplan/kernel/turnstile';

/** The package's number of the algorithm; its enum exists for the type checker only. */
const ARGON2ID = 2;
/** OWASP's least for Argon2id: 19 MiB, two passes, one lane. About 20 ms. */
const SETTINGS = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** A hash of nothing anybody knows, so that an unknown account takes as long as a wrong password (ID-5). */
const nobody = hash(crypto.randomUUID(), SETTINGS);

/** One hash a core at a time: a flood of sign-ins must not take the memory or the threads that everything else needs. */
const turnstile = new Turnstile(availableParallelism());

export function hashPassword(password: string): Promise<string> {
  return turnstile.pass(() => hash(password, SETTINGS));
}

/** Whether a password fits. Without a stored hash the answer is false, after the same work. */
export async function isPasswordRight(password: string, storedHash: string | null): Promise<boolean> {
  const against = storedHash ?? (await nobody);
  const fits = await turnstile.pass(() => verify(against, password));
  return fits && storedHash !== null;
}
