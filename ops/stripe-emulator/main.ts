import type { AddressInfo } from 'node:net';
import { Emulator } from './emulator.ts';
import { createEmulatorServer } from './server.ts';

// The Stripe emulator, a process of its own. Says its port as a line of JSON (and to its parent), and ends with its parent. README.md has
// the environment.

const { env } = process;
if (env.NODE_ENV === 'production') {
  console.error('The Stripe emulator does not run in production.');
  process.exit(1);
}
const emulator = new Emulator({
  folder: env.STRIPE_EMULATOR_DATA || null,
  seed: env.STRIPE_EMULATOR_SEED || 'Emu',
  isStrict: env.STRIPE_EMULATOR_STRICT === 'true',
  shuffle: env.STRIPE_EMULATOR_SHUFFLE || null,
});
const server = createEmulatorServer(emulator);
server.once('error', (fault: NodeJS.ErrnoException) => {
  const said = { fault: { code: fault.code, message: fault.message } };
  if (process.send) process.send(said, () => process.exit(1));
  else {
    console.error(fault.message);
    process.exit(1);
  }
});
server.listen(Number(env.STRIPE_EMULATOR_PORT || 0), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  emulator.world.origin = env.STRIPE_EMULATOR_ORIGIN || `http://127.0.0.1:${port}`;
  emulator.start();
  if (process.send) process.send({ port });
  else console.log(JSON.stringify({ port }));
});
process.once('disconnect', () => process.exit(0));
// A Ctrl-C reaches all processes of the terminal; a parent says itself when it is over.
if (process.send) process.on('SIGINT', () => {});
