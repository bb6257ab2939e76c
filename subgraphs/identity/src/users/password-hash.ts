import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';

/** The package's number of the algorithm; its enum exists for the type checker only. */
const ARGON2ID = 2;
/** OWASP's least for Argon2id: 19 MiB, two passes, one lane. About 20 ms. */
const SETTINGS = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** A hash of nothing anybody knows, so that an unknown account takes as long as a wrong password (ID-5). */
const nobody = hash(crypto.randomUUID(), SETTINGS);

let running = 0;
const waiting: (() => void)[] = [];

/** One hash a core at a time: a flood of sign-ins must not take the memory or the threads that everything else needs. */
async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running >= availableParallelism()) await new Promise<void>((resolve) => waiting.push(resolve));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, SETTINGS));
}

/** Whether a password fits. Without a stored hash the answer is false, after the same work. */
export async function isPasswordRight(password: string, storedHash: string | null): Promise<boolean> {
  const against = storedHash ?? (await nobody);
  const fits = await inTurn(() => verify(against, password));
  return fits && storedHash !== null;
}
