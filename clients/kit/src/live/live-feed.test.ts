import { describe, expect, it } from 'vitest';
import { type FeedState, LiveFeed } from './live-feed.ts';

interface Change {
  readonly cursor: string;
}

/** A feed over a scripted source: the test opens, sends and cuts; timers fire by hand. */
function scriptedFeed(isFinal: (reason: unknown) => boolean = () => false) {
  const opened: { after: string | undefined; send(cursor: string): void; cut(reason: unknown): void }[] = [];
  const states: FeedState['kind'][] = [];
  const received: string[] = [];
  const timers: { run: () => void; ms: number }[] = [];
  const feed = new LiveFeed<Change>({
    source: {
      open(after, handlers) {
        opened.push({ after, send: (cursor) => handlers.onEvent({ cursor }), cut: handlers.onClosed });
        return () => {};
      },
    },
    cursorOf: (change) => change.cursor,
    onEvent: (change) => received.push(change.cursor),
    onState: (state) => states.push(state.kind),
    isFinal,
    random: () => 1,
    setTimer: (run, ms) => {
      const timer = { run, ms };
      timers.push(timer);
      return () => timers.splice(timers.indexOf(timer), 1);
    },
  });
  return { feed, opened, states, received, timers, fire: () => timers.shift()?.run() };
}

describe('LiveFeed', () => {
  it('INV-41 resumes after the last cursor that was seen, not the one it started with', () => {
    const { feed, opened, fire } = scriptedFeed();
    feed.start('c0');
    opened[0]?.send('c7');
    opened[0]?.cut('1006');
    fire();
    expect(opened.map((stream) => stream.after)).toEqual(['c0', 'c7']);
  });

  it('waits longer after each failure and starts over once an event has come', () => {
    const { feed, opened, timers, fire } = scriptedFeed();
    feed.start('c0');
    const waits: number[] = [];
    for (let failure = 0; failure < 8; failure++) {
      opened.at(-1)?.cut('1006');
      waits.push(timers[0]?.ms ?? Number.NaN);
      fire();
    }
    expect(waits).toEqual([300, 600, 1200, 2400, 4800, 9600, 15_000, 15_000]);
    opened.at(-1)?.send('c1');
    opened.at(-1)?.cut('1006');
    expect(timers[0]?.ms).toBe(300);
  });

  it('UI-12 is old at once when the browser says that there is no network, and takes nothing from the stream of before', () => {
    const { feed, opened, states, received, timers } = scriptedFeed();
    feed.start('c0');
    opened[0]?.send('c1');
    feed.lost();
    feed.lost();
    expect(states).toEqual(['connecting', 'live', 'reconnecting']);
    opened[0]?.send('c2');
    opened[0]?.cut('1006');
    expect(received).toEqual(['c1']);
    expect(timers).toEqual([]);
    feed.retryNow();
    expect(opened.map((stream) => stream.after)).toEqual(['c0', 'c1']);
  });

  it('stops for good when access ended, and never counts a late event of a closed stream', () => {
    const { feed, opened, timers, received } = scriptedFeed((reason) => reason === 4403);
    feed.start('c0');
    opened[0]?.cut(4403);
    opened[0]?.send('c9');
    expect(timers).toHaveLength(0);
    expect(received).toEqual([]);
  });

  it('tries at once when the network is back', () => {
    const { feed, opened, states } = scriptedFeed();
    feed.start('c0');
    opened[0]?.cut('1006');
    feed.retryNow();
    expect(opened).toHaveLength(2);
    expect(states).toEqual(['connecting', 'reconnecting']);
  });
});
