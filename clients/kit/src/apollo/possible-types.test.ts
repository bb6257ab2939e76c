import { readFileSync } from 'node:fs';
import { buildSchema, isInterfaceType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { possibleTypes } from './possible-types.ts';

const schema = buildSchema(readFileSync(new URL('../../../../schema/generated/api.graphql', import.meta.url), 'utf8'), {
  assumeValid: true,
});

describe('possibleTypes', () => {
  it.each(Object.keys(possibleTypes))('SCH-7 knows every type of %s that the schema has', (name) => {
    const type = schema.getType(name);
    if (!isInterfaceType(type)) throw new Error(`${name} is no interface of the schema`);
    expect([...(possibleTypes[name] ?? [])].sort()).toEqual(
      schema
        .getPossibleTypes(type)
        .map((possible) => possible.name)
        .sort(),
    );
  });
});
