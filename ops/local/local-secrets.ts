import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a local installation makes for itself on the first start; in production these come from the environment. */
export interface LocalSecrets {
  databasePassword: string;
  passportPrivateKey: string;
  auditSealKey: string;
  mailSealKey: string;
  signInSealKey: string;
}

/** Reads the secrets of a data folder, and makes those that it does not have yet. Readable by the person alone. */
export async function localSecrets(folder: string): Promise<LocalSecrets> {
  const file = join(folder, 'secrets.json');
  const known = await readSecrets(file);
  const key = () => generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
  const secrets: LocalSecrets = {
    databasePassword: known.databasePassword ?? randomBytes(24).toString('base64url'),
    passportPrivateKey: known.passportPrivateKey ?? key(),
    auditSealKey: known.auditSealKey ?? key(),
    mailSealKey: known.mailSealKey ?? randomBytes(32).toString('base64'),
    signInSealKey: known.signInSealKey ?? randomBytes(32).toString('base64'),
  };
  if (Object.keys(secrets).every((name) => name in known)) return secrets;
  await mkdir(folder, { recursive: true });
  // Beside it and then in its place: a crash must not leave half a file where a database's password was.
  await writeFile(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return secrets;
}

async function readSecrets(file: string): Promise<Partial<LocalSecrets>> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw fault;
  }
}
