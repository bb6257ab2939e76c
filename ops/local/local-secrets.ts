import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a local installation makes for itself on the first start; in production these come from the environment. */
export interface LocalSecrets {
  databasePassword: string;
  passportPrivateKey: string;
  auditSealKey: string;
}

/** Reads the secrets of a data folder, or makes them. Readable by the person alone. */
export async function localSecrets(folder: string): Promise<LocalSecrets> {
  const file = join(folder, 'secrets.json');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as LocalSecrets;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ENOENT') throw fault;
  }
  const key = () => generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
  const secrets: LocalSecrets = {
    databasePassword: randomBytes(24).toString('base64url'),
    passportPrivateKey: key(),
    auditSealKey: key(),
  };
  await mkdir(folder, { recursive: true });
  await writeFile(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  await chmod(file, 0o600);
  return secrets;
}
