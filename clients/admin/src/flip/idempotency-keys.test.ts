import { describe, expect, it } from 'vitest';
import { IdempotencyKeys, newKey } from './idempotency-keys.ts';

describe('IdempotencyKeys', () => {
  it('INV-34 keeps one key for retries of the same input, and takes another for other input', () => {
    const keys = new IdempotencyKeys();
    const first = keys.keyFor({ unit: 'a', note: '' });
    expect(keys.keyFor({ unit: 'a', note: '' })).toBe(first);
    expect(keys.keyFor({ unit: 'a', note: 'changed' })).not.toBe(first);
  });

  it('INV-34 takes a new key once the server has answered', () => {
    const keys = new IdempotencyKeys();
    const first = keys.keyFor({ unit: 'a' });
    keys.answered();
    expect(keys.keyFor({ unit: 'a' })).not.toBe(first);
  });

  it('makes keys that are UUIDs', () => {
    expect(newKey()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
  });
});
