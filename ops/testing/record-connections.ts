import { appendFileSync } from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';

// Loaded before everything else of a process (`--import`): notes every host that it looks up or connects to in the file that CONNECTIONS names.
const require = createRequire(import.meta.url);
const file = process.env.CONNECTIONS!;
const note = (what: string, host: unknown) => appendFileSync(file, `${what} ${String(host)}\n`);

const net = require('node:net') as typeof import('node:net');
const connect = net.Socket.prototype.connect as (...parameters: unknown[]) => unknown;
net.Socket.prototype.connect = function (this: import('node:net').Socket, ...parameters: unknown[]) {
  const [first, second] = Array.isArray(parameters[0]) ? (parameters[0] as unknown[]) : parameters;
  const options =
    first && typeof first === 'object'
      ? (first as { host?: string; path?: string })
      : { host: typeof second === 'string' ? second : undefined };
  if (!options.path) note('connect', options.host ?? 'localhost');
  return connect.apply(this, parameters);
} as never;

const dns = require('node:dns') as typeof import('node:dns');
for (const target of [dns, dns.promises] as unknown as Record<string, unknown>[])
  for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveTxt', 'resolveMx']) {
    const original = target[name] as (...parameters: unknown[]) => unknown;
    target[name] = function (this: unknown, host: unknown, ...rest: unknown[]) {
      note('lookup', host);
      return original.call(this, host, ...rest);
    };
  }

const dgram = require('node:dgram') as typeof import('node:dgram');
const send = dgram.Socket.prototype.send as (...parameters: unknown[]) => unknown;
dgram.Socket.prototype.send = function (this: import('node:dgram').Socket, ...parameters: unknown[]) {
  note(
    'send',
    parameters.findLast((one) => typeof one === 'string'),
  );
  return send.apply(this, parameters);
} as never;
syncBuiltinESMExports();
