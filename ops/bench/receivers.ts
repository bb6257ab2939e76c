import WebSocket from 'ws';

// Run by the fan-out benchmark as a process of its own: the many other ends of one broadcast.
const GIVE_UP_MILLISECONDS = 15_000;
let at: number[] = [];
let wanted = 0;
let size = 0;
let timer: NodeJS.Timeout | undefined;

function report(): void {
  clearTimeout(timer);
  wanted = 0;
  process.send!({ at, size });
}

async function open({
  open: count,
  url,
  headers,
  messages,
}: {
  open: number;
  url: string;
  headers: Record<string, string>;
  messages: string[];
}): Promise<void> {
  for (let start = 0; start < count; start += 200)
    await Promise.all(
      Array.from(
        { length: Math.min(200, count - start) },
        () =>
          new Promise<void>((resolve, reject) => {
            const socket = new WebSocket(url, messages.length > 0 ? 'graphql-transport-ws' : [], {
              headers,
              perMessageDeflate: false,
            });
            socket.on('error', reject);
            socket.on('open', () => {
              if (messages.length === 0) resolve();
              else socket.send(messages[0]!);
            });
            socket.on('message', (data: Buffer) => {
              if (wanted > 0) {
                at.push(Date.now());
                size = data.length;
                if (at.length === wanted) report();
                return;
              }
              if (data.includes('connection_ack')) {
                socket.send(messages[1]!);
                resolve();
              }
            });
          }),
      ),
    );
  process.send!('open');
}

process.on('message', (message: { open?: number; expect?: number }) => {
  if (message.open) void open(message as never);
  if (message.expect) {
    at = [];
    wanted = message.expect;
    timer = setTimeout(report, GIVE_UP_MILLISECONDS);
  }
});
process.on('disconnect', () => process.exit(0));
process.send!('ready');
