import type { AddressInfo, Server } from 'node:net';
import { Mailbox } from './mailbox.ts';
import { createPageServer } from './page-server.ts';
import { openSmtpDoor } from './smtp-door.ts';

// The mail catcher, a process of its own: `main.ts {"folder":…,"port":…,"smtpHost":…,"smtpPort":…}`. Says on which ports it listens, and ends with its parent.
const options = JSON.parse(process.argv[2] ?? '{}') as {
  folder: string | null;
  port: number;
  smtpHost: string;
  smtpPort: number;
};
const mailbox = await Mailbox.open(options.folder);
const page = createPageServer(mailbox);
const door = openSmtpDoor(mailbox);
const listen = (server: Pick<Server, 'listen' | 'once'>, port: number, host: string) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
try {
  await listen(page, options.port, '127.0.0.1');
  await listen(door.server, options.smtpPort, options.smtpHost);
} catch (fault) {
  const { code, message } = fault as NodeJS.ErrnoException;
  process.send?.({ fault: { code, message, port: options.port, setting: 'OFFPLAN_MAIL_PORT' } }, () => process.exit(1));
}
process.once('disconnect', () => process.exit(0));
// A Ctrl-C reaches all processes of the terminal; the parent says when it is over, after the last mail was sent.
process.on('SIGINT', () => {});
process.send?.({ port: portOf(page), smtpPort: portOf(door.server) });

function portOf(server: Pick<Server, 'address'>): number {
  return (server.address() as AddressInfo).port;
}
