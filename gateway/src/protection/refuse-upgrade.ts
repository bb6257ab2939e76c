import type { Duplex } from 'node:stream';

/** Answers an upgrade with a refusal and frees its connection: ending alone would leave it open for as long as the peer likes. */
export function refuseUpgrade(stream: Duplex, status: string, headers: readonly string[] = []): void {
  const lines = [`HTTP/1.1 ${status}`, 'Connection: close', ...headers];
  stream.end(`${lines.join('\r\n')}\r\n\r\n`, () => stream.destroy());
}
