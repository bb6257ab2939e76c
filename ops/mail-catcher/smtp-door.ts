import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import type { Mailbox } from './mailbox.ts';

const MOST_BYTES = 10_000_000;
const SLOW_MILLISECONDS = 2_000;

/**
 * The SMTP server of the catcher: takes every mail, whoever it is for. Some addresses behave as the outside can, for trying it:
 * `refused…@` does not exist (550), `busy…@` is taken at the second attempt (451 before), `never…@` at none, `unwanted…@` refuses what
 * the mail says (554), `slow…@` takes two seconds.
 */
export function openSmtpDoor(mailbox: Mailbox): SMTPServer {
  const seen = new Set<string>();
  const door = new SMTPServer({
    name: 'mail-catcher',
    banner: 'offplan mail catcher',
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: MOST_BYTES,
    rejectOversized: true,
    onRcptTo({ address }, _session, done) {
      if (address.startsWith('refused')) return done(refusal(550, '5.1.1 There is no such mailbox here'));
      if (address.startsWith('never') || (address.startsWith('busy') && !seen.has(address))) {
        seen.add(address);
        return done(refusal(451, '4.2.1 This mailbox is busy, try again later'));
      }
      done();
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        if (to.some((address) => address.startsWith('unwanted'))) return done(refusal(554, '5.7.1 Not wanted here'));
        try {
          await mailbox.add(Buffer.concat(chunks), to);
          if (to.some((address) => address.startsWith('slow'))) await sleep(SLOW_MILLISECONDS);
          done();
        } catch (fault) {
          done(refusal(451, `4.3.0 ${(fault as Error).message}`));
        }
      });
    },
  });
  // A sender that is cut off in the middle of a mail tries again; whoever cannot listen says so by the server itself.
  door.on('error', () => {});
  return door;
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
