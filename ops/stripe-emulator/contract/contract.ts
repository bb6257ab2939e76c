import { complaints } from './conformance.ts';
import type { OperationName } from './operations.ts';
import { readSchemas, type Schema, type Schemas } from './schemas.ts';

/** An answer or event that does not look as the package's types say. */
export interface Breach {
  where: string;
  complaints: string[];
}

/** What the pinned package says of requests and answers, and what was seen to break it. */
export class Contract {
  readonly schemas: Schemas = readSchemas();
  /** Whether a breach is a fault (tests) or only counted (a running emulator). */
  readonly isStrict: boolean;
  readonly breaches: Breach[] = [];
  checked = 0;
  readonly #kinds = new Map<string, Schema>();

  constructor(isStrict: boolean) {
    this.isStrict = isStrict;
    for (const [name, definition] of Object.entries(this.schemas.$defs)) {
      const kind = definition.properties?.object?.const;
      if (typeof kind === 'string' && !definition.properties?.deleted && !this.#kinds.has(kind))
        this.#kinds.set(kind, { $ref: `#/$defs/${name}` });
    }
  }

  requestOf(operation: OperationName): Schema {
    return this.schemas.operations[operation]!.request;
  }

  responseOf(operation: OperationName): Schema {
    return this.schemas.operations[operation]!.response;
  }

  /** Checks what is about to be sent. Throws in tests; counts and says so in a running emulator. */
  check(where: string, schema: Schema, value: unknown): void {
    this.checked += 1;
    const found = complaints(this.schemas, schema, value);
    if (found.length === 0) return;
    if (this.breaches.length < 100) this.breaches.push({ where, complaints: found });
    if (this.isStrict) throw new Error(`${where} does not look as the types of stripe say:\n${found.join('\n')}`);
    console.error(`Stripe emulator: ${where} does not look as the types of stripe say: ${found.join('; ')}`);
  }

  /** As `check`, for an object of an event. Kinds that no operation answers with are not in the schemas. */
  checkObject(where: string, object: Record<string, unknown>): void {
    const schema = this.#kinds.get(String(object.object));
    if (schema) this.check(where, schema, object);
  }
}
