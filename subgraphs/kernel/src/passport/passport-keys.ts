import { type CryptoKey, exportJWK, exportPKCS8, exportSPKI, generateKeyPair, importPKCS8, importSPKI } from 'jose';

/** The gateway signs with the private key; subgraphs know the public one only. */
export interface PassportKeys {
  privateKey: CryptoKey;
  publicKey: CryptoKey;
}

export const PASSPORT_ALGORITHM = 'EdDSA';

export async function generatePassportKeys(): Promise<PassportKeys> {
  return generateKeyPair(PASSPORT_ALGORITHM, { crv: 'Ed25519', extractable: true });
}

/** A fresh key pair as PEM text, for the configuration of a new installation. */
export async function generatePassportKeyPems(): Promise<{ privateKeyPem: string; publicKeyPem: string }> {
  const keys = await generatePassportKeys();
  return { privateKeyPem: await exportPKCS8(keys.privateKey), publicKeyPem: await exportSPKI(keys.publicKey) };
}

export async function readPassportPrivateKey(pem: string): Promise<CryptoKey> {
  return importPKCS8(pem, PASSPORT_ALGORITHM, { extractable: true });
}

export async function readPassportPublicKey(pem: string): Promise<CryptoKey> {
  return importSPKI(pem, PASSPORT_ALGORITHM);
}

/** The public half of a private key: one secret configures an installation of one process. */
export async function publicKeyOf(privateKey: CryptoKey): Promise<CryptoKey> {
  const { importJWK } = await import('jose');
  const { kty, crv, x } = await exportJWK(privateKey);
  return (await importJWK({ kty, crv, x } as { kty: string }, PASSPORT_ALGORITHM)) as CryptoKey;
}
