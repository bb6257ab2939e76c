import type { RawData, WebSocket } from 'ws';

/** Why the server closes a socket. After 4401 and 4403 the client must not simply come back; after the others it connects again and resumes. */
export const CLOSE = {
  signedOut: 4401,
  noAccess: 4403,
  rightsChanged: 4205,
  tooSlow: 4290,
  tooMany: 4291,
  tooLarge: 1009,
  restarting: 1012,
} as const;

/** Who has not said who they are yet has little to say. */
const MOST_BYTES_OF_A_STRANGER = 4 * 1024;
const GOODBYE_MILLISECONDS = 1_000;

/**
 * A WebSocket whose peer cannot make us keep more than `mostBuffered` bytes: whoever sends without reading our answers is cut before it
 * costs memory (GW-33).
 */
export class GuardedSocket {
  readonly socket: WebSocket;
  readonly #mostBuffered: number;

  constructor(socket: WebSocket, mostBuffered: number) {
    this.socket = socket;
    this.#mostBuffered = mostBuffered;
    socket.on('error', () => socket.terminate());
    socket.on('ping', () => {
      if (this.#isWithinBounds()) socket.pong();
    });
  }

  /** Resolves when the text is on its way; a text for a socket that is closing is dropped. */
  async send(text: string): Promise<void> {
    const { socket } = this;
    if (!this.#isWithinBounds() || socket.readyState !== socket.OPEN) return;
    await new Promise<void>((resolve, reject) => socket.send(text, (fault) => (fault ? reject(fault) : resolve())));
  }

  /** Hands on what comes; `isKnown` says whether the peer has signed in. */
  onMessage(isKnown: () => boolean, take: (text: string) => Promise<void>): void {
    const { socket } = this;
    socket.on('message', (data: RawData) => {
      if (socket.readyState !== socket.OPEN || !this.#isWithinBounds()) return;
      if (!isKnown() && (data as Buffer).length > MOST_BYTES_OF_A_STRANGER)
        return this.cut(CLOSE.tooLarge, 'Too large before signing in');
      take(String(data)).catch(() => this.cut(4500, 'Internal error'));
    });
  }

  /** Closes it with a reason, and for good when the peer does not answer the goodbye. */
  cut(code: number, reason: string): void {
    const { socket } = this;
    socket.close(code, reason);
    const timer = setTimeout(() => socket.terminate(), GOODBYE_MILLISECONDS);
    socket.once('close', () => clearTimeout(timer));
  }

  #isWithinBounds(): boolean {
    if (this.socket.bufferedAmount <= this.#mostBuffered) return true;
    if (this.socket.readyState === this.socket.OPEN) this.cut(CLOSE.tooSlow, 'Too slow');
    return false;
  }
}
