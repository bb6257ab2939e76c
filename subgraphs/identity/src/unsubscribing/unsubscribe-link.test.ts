import { randomBytes } from 'node:crypto';
import { uuidv7 } from '@offplan/kernel/ids';
import { expect, it } from 'vitest';
import { REMINDER_KINDS } from './reminders.ts';
import { readUnsubscribeToken, unsubscribeLink } from './unsubscribe-link.ts';

it('GRO-10 a link that stops reminders says whose and which, and one that was changed or made elsewhere says nothing', () => {
  const options = { appUrl: 'https://app.offplan.example', mailSealKey: randomBytes(32).toString('base64') };
  for (const kind of REMINDER_KINDS) {
    const wanted = { orgId: uuidv7(), userId: uuidv7(), kind };
    const token = new URL(unsubscribeLink(options, wanted)).pathname.split('/').at(-1)!;
    expect(token).toMatch(/^[\w-]{40,100}$/);
    expect(readUnsubscribeToken(options, token)).toEqual(wanted);
    expect(readUnsubscribeToken({ mailSealKey: randomBytes(32).toString('base64') }, token)).toBeNull();
    const bytes = Buffer.from(token, 'base64url');
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index]! ^= 1;
      expect(readUnsubscribeToken(options, changed.toString('base64url'))).toBeNull();
    }
  }
  for (const nonsense of ['', 'x', '../..', 'A'.repeat(66), 'A'.repeat(5_000)])
    expect(readUnsubscribeToken(options, nonsense)).toBeNull();
});
