import type { ServerResponse } from 'node:http';
import type { Emulator } from '../emulator.ts';

/** The hosted pages. */
export class Pages {
  readonly #emulator: Emulator;

  constructor(emulator: Emulator) {
    this.#emulator = emulator;
  }

  async answer(_method: string, _path: string, _body: string, response: ServerResponse): Promise<void> {
    void this.#emulator;
    response.writeHead(404, { 'content-type': 'text/plain' });
    response.end('There is no such page');
  }
}
