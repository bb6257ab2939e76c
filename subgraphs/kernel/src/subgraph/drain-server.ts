import type { Server } from 'node:http';

const MOST_MILLISECONDS = 10_000;

/**
 * Watches a server's requests from its start. Call the result to end the server: it takes nothing new, answers what is under way, for at
 * most `mostMilliseconds`, and then closes every connection.
 */
export function drainable(server: Server): (mostMilliseconds?: number) => Promise<void> {
  let underWay = 0;
  let whenIdle: () => void = () => {};
  server.on('request', (_, response) => {
    underWay += 1;
    response.once('close', () => {
      underWay -= 1;
      if (underWay === 0) whenIdle();
    });
  });
  return async (mostMilliseconds = MOST_MILLISECONDS) => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    if (underWay > 0)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, mostMilliseconds);
        whenIdle = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    server.closeAllConnections();
    await closed;
  };
}
