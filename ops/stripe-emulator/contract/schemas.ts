import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { ROOT } from '../../local/root.ts';

/** The part of JSON Schema that the types of the package need. */
export interface Schema {
  $ref?: string;
  type?: 'string' | 'number' | 'boolean' | 'null' | 'array' | 'object';
  const?: string | number | boolean;
  enum?: string[];
  pattern?: string;
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
}

/** What schemas.generated.json.gz holds. */
export interface Schemas {
  /** What it was made from: see `inputsOfSchemas`. */
  inputs: string;
  operations: Record<string, { request: Schema; response: Schema }>;
  $defs: Record<string, Schema>;
}

/** Says which package, table and converter schemas are made from: when it differs from what a schema file holds, that file is stale. */
export async function inputsOfSchemas(): Promise<string> {
  const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  const { version } = JSON.parse(await readFile(`${ROOT}/node_modules/stripe/package.json`, 'utf8')) as {
    version: string;
  };
  const hash = createHash('sha256');
  for (const file of ['./operations.ts', './make-schemas.ts']) hash.update(await readFile(here(file), 'utf8'));
  return `stripe@${version} ${hash.digest('hex').slice(0, 16)}`;
}

/** Reads the schemas, and throws when they were made for another version of the package. */
export function readSchemas(): Schemas {
  const packed = readFileSync(fileURLToPath(new URL('./schemas.generated.json.gz', import.meta.url)));
  const schemas = JSON.parse(gunzipSync(packed).toString('utf8')) as Schemas;
  const { version } = JSON.parse(readFileSync(`${ROOT}/node_modules/stripe/package.json`, 'utf8')) as {
    version: string;
  };
  if (!schemas.inputs.startsWith(`stripe@${version} `))
    throw new Error(
      `The schemas of the Stripe emulator were made for ${schemas.inputs.split(' ')[0]}, installed is ${version}: run ops/stripe-emulator/contract/make-schemas.ts`,
    );
  return schemas;
}
