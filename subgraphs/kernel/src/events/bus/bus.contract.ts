import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../ids.ts';
import { type Bus, type BusEvent, GapTooOld, type PositionedEvent } from './bus.ts';

/** One bus server (or database), fresh for each test. */
export interface BusHarness {
  /** Opens the bus as another process would, with connections of its own. */
  open(): Promise<Bus>;
  /** Breaks every connection; the server is back when it resolves. */
  restart(): Promise<void>;
  /** Arguments for `bus.contract-process.ts`, with which another process opens the same bus. */
  processArguments: string[];
  close(): Promise<void>;
}

/** What every bus promises (GW-32). `start` makes a fresh server or database. */
export function testBusContract(name: string, start: () => Promise<BusHarness>): void {
  describe(name, () => {
    let harness: BusHarness;
    const opened: Bus[] = [];
    const processes: ChildProcess[] = [];

    async function open(): Promise<Bus> {
      const bus = await harness.open();
      opened.push(bus);
      return bus;
    }

    beforeEach(async () => {
      harness = await start();
    });

    afterEach(async () => {
      for (const process of processes.splice(0)) process.kill('SIGKILL');
      for (const bus of opened.splice(0)) await bus.close();
      await harness.close();
    });

    it('GW-32 keeps the order of each subject under concurrent publishers, and shows everybody one order', async () => {
      const buses = [await open(), await open(), await open()];
      const subjects = Array.from({ length: 9 }, () => randomUUID());
      const seen = [collect(await open()), collect(await open())];
      for (const [place, collected] of seen.entries()) await collected.consumeAs(`witness_${place}`, ['*']);
      await Promise.all(
        subjects.map(async (subject, place) => {
          const events = eventsOf(subject, 60);
          while (events.length > 0)
            await buses[place % 3]!.publish(events.splice(0, 1 + Math.floor(Math.random() * 8)));
        }),
      );
      for (const { events } of seen) {
        await expect.poll(() => new Set(events.map(({ id }) => id)).size, { timeout: 10_000 }).toBe(540);
        for (const subject of subjects) {
          const order = withoutRepeats(events).filter(({ subjectId }) => subjectId === subject);
          expect(order.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
        }
      }
      const [one, other] = seen.map(({ events }) => withoutRepeats(events).map(({ id }) => id));
      expect(one).toEqual(other);
    });

    it('GW-32 delivers to the next process what a killed one had not finished, and nothing of it is lost', async () => {
      const bus = await open();
      const events = eventsOf(randomUUID(), 300);
      await bus.publish(events);
      const first = await startProcess('audit');
      await first.hasHandled(40);
      first.process.kill('SIGKILL');
      const second = await startProcess('audit');
      const ids = events.map(({ id }) => id);
      await expect.poll(() => new Set([...first.handled, ...second.handled]).size, { timeout: 20_000 }).toBe(300);
      expect([...new Set([...first.handled, ...second.handled])].sort()).toEqual(ids);
      const begun = first.begun.filter((id) => !first.handled.includes(id));
      expect(second.handled).toEqual(expect.arrayContaining(begun));
      expect(second.handled).toEqual([...second.handled].sort());
    });

    it('GW-32 delivers an event again until its handler succeeds, and later ones not before', async () => {
      const bus = await open();
      const events = eventsOf(randomUUID(), 20);
      const handled: string[] = [];
      let refusals = 0;
      await bus.consume(
        'audit',
        ['*'],
        async (batch) => {
          for (const { id } of batch) {
            if (id === events[9]!.id && refusals < 4) {
              refusals += 1;
              throw new Error('not yet');
            }
            handled.push(id);
          }
        },
        { retry: { first: 20, longest: 50 } },
      );
      await bus.publish(events);
      await expect.poll(() => handled.at(-1)).toBe(events[19]!.id);
      expect(refusals).toBe(4);
      expect([...new Set(handled)]).toEqual(events.map(({ id }) => id));
      expect(handled.filter((id) => id >= events[9]!.id)).toHaveLength(11);
    });

    it('GW-32 lets one of many runners of a consumer work at a time, and another follow when it stops', async () => {
      const events = eventsOf(randomUUID(), 120);
      const handled: string[] = [];
      const workers = new Set<string>();
      let active = 0;
      let mostActive = 0;
      const consumers = await Promise.all(
        ['a', 'b', 'c'].map(async (worker) => {
          const bus = await open();
          return bus.consume(
            'audit',
            ['*'],
            async (batch) => {
              active += 1;
              mostActive = Math.max(mostActive, active);
              workers.add(worker);
              await sleep(5);
              handled.push(...batch.map(({ id }) => id));
              active -= 1;
              // The first to work hands over half-way.
              if (handled.length > 40 && workers.size === 1) void consumers[['a', 'b', 'c'].indexOf(worker)]!.stop();
            },
            { batchSize: 4 },
          );
        }),
      );
      await (await open()).publish(events);
      await expect.poll(() => handled.length, { timeout: 15_000 }).toBe(120);
      expect(handled).toEqual(events.map(({ id }) => id));
      expect(mostActive).toBe(1);
      expect(workers.size).toBe(2);
    });

    it('INV-41 replays a tail from any position and goes on live, without a gap or a repeat, while others publish', async () => {
      const publisher = await open();
      const reader = await open();
      const all = collect(reader);
      await all.tailFrom(0);
      const events = Array.from({ length: 4 }, () => eventsOf(randomUUID(), 150));
      const publishing = Promise.all(
        events.map(async (own) => {
          for (let start = 0; start < own.length; start += 5) await publisher.publish(own.slice(start, start + 5));
        }),
      );
      const joined: { from: number; events: PositionedEvent[] }[] = [];
      for (let tail = 0; tail < 12; tail += 1) {
        await expect.poll(() => all.events.length, { interval: 1 }).toBeGreaterThan(tail * 40);
        const from = all.events[Math.floor(Math.random() * all.events.length)]!.position;
        // Every other one in a process that has read nothing yet.
        const late = collect(tail % 2 === 0 ? reader : await open());
        await late.tailFrom(from);
        joined.push({ from, events: late.events });
      }
      await publishing;
      await expect.poll(() => all.events.length, { timeout: 10_000 }).toBe(600);
      const positions = all.events.map(({ position }) => position);
      expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
      for (const { from, events: seen } of joined) {
        const wanted = all.events.filter(({ position }) => position > from).map(({ id }) => id);
        await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(wanted.length);
        expect(seen.map(({ id }) => id)).toEqual(wanted);
      }
    });

    it('INV-41 says that a gap is too old once events were pruned, and prunes nothing that a consumer has not had', async () => {
      const bus = await open();
      const subject = randomUUID();
      const old = eventsOf(subject, 30, '2024-01-01T00:00:00.000Z');
      await bus.publish([...old, ...eventsOf(subject, 5)]);
      const head = await bus.head();
      const all = collect(bus);
      await all.tailFrom(0);
      await expect.poll(() => all.events.length).toBe(35);
      let isOpen = false;
      let handled = 0;
      const behind = await bus.consume(
        'slow',
        ['*'],
        async (batch) => {
          if (handled >= 12 && !isOpen) throw new Error('busy');
          handled += batch.length;
        },
        { batchSize: 12, retry: { first: 10, longest: 20 } },
      );
      await expect.poll(() => handled).toBe(12);
      await expect.poll(() => bus.prune(new Date('2025-01-01'))).toBe(12);
      isOpen = true;
      await expect.poll(() => handled).toBe(35);
      await behind.stop();
      expect(await bus.prune(new Date('2025-01-01'))).toBe(18);
      expect(await bus.prune(new Date('2025-01-01'))).toBe(0);
      expect(await bus.head()).toBe(head);

      const stranger = await open();
      await expect(collect(stranger).tailFrom(all.events[28]!.position)).rejects.toThrow(GapTooOld);
      await expect(collect(stranger).tailFrom(head + 1)).rejects.toThrow(GapTooOld);
      const late = collect(stranger);
      await late.tailFrom(all.events[29]!.position);
      await expect.poll(() => late.events.map(({ id }) => id)).toEqual(all.events.slice(30).map(({ id }) => id));
    });

    it('GW-32 loses nothing when the server restarts in the middle', async () => {
      const publisher = await open();
      const consumed = collect(await open());
      await consumed.consumeAs('audit', ['*']);
      const reader = await open();
      const tailed = collect(reader);
      await tailed.tailFrom(0);
      const subjects = Array.from({ length: 3 }, () => eventsOf(randomUUID(), 200));
      let isRestarting = true;
      const publishing = Promise.all(
        subjects.map(async (events) => {
          for (let start = 0; start < 200; start += 4) {
            await publisher.publish(events.slice(start, start + 4));
            // Keeps publishing until the server has been away.
            if (start > 60 && isRestarting) await sleep(50);
          }
        }),
      );
      await expect.poll(() => tailed.events.length, { interval: 5 }).toBeGreaterThan(50);
      await harness.restart();
      isRestarting = false;
      await publishing;
      const ids = subjects.flat().map(({ id }) => id);
      await expect.poll(() => new Set(consumed.events.map(({ id }) => id)).size, { timeout: 20_000 }).toBe(600);
      await expect.poll(() => tailed.events.length, { timeout: 20_000 }).toBe(600);
      expect(new Set(tailed.events.map(({ id }) => id))).toEqual(new Set(ids));
      for (const events of subjects) {
        const subject = events[0]!.subjectId;
        for (const seen of [tailed.events, withoutRepeats(consumed.events)]) {
          const order = seen.filter(({ subjectId }) => subjectId === subject).map(({ seq }) => seq);
          expect(order).toEqual(events.map(({ seq }) => seq));
        }
      }
    }, 60_000);

    it('drops what is published twice', async () => {
      const bus = await open();
      const events = eventsOf(randomUUID(), 10);
      await bus.publish(events.slice(0, 6));
      await (await open()).publish(events);
      const seen = collect(bus);
      await seen.tailFrom(0);
      await expect.poll(() => seen.events.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
      expect(seen.events.map(({ position, ...event }) => event)).toEqual(events);
    });

    it('delivers the types asked for, to consumers and tails alike, and starts a new consumer where it asks', async () => {
      const bus = await open();
      const types = [
        'unit.status_changed',
        'unit.edited',
        'units.imported',
        'member.joined',
        'unit.status_changed.twice',
      ];
      const publish = () => bus.publish(types.map((type) => ({ ...eventsOf(randomUUID(), 1)[0]!, type })));
      await publish();
      const first = collect(bus);
      await first.consumeAs('some', ['unit.*', 'member.joined']);
      const next = collect(bus);
      await next.consumeAs('late', ['*'], { startAt: 'next' });
      const live = collect(bus);
      await bus.tail(['unit.edited'], 'now', live.listener);
      await expect.poll(() => first.events.length).toBe(4);
      await publish();
      await expect.poll(() => first.events.length).toBe(8);
      expect(first.events.slice(4).map(({ type }) => type)).toEqual(types.filter((type) => type !== 'units.imported'));
      await expect.poll(() => next.events.map(({ type }) => type)).toEqual(types);
      await expect.poll(() => live.events.map(({ type }) => type)).toEqual(['unit.edited']);
    });

    /** Another process that consumes all events, taking 5 ms for each. */
    async function startProcess(consumer: string) {
      const program = new URL('./bus.contract-process.ts', import.meta.url).pathname;
      const child = spawn(process.execPath, [program, ...harness.processArguments, consumer], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      processes.push(child);
      const begun: string[] = [];
      const handled: string[] = [];
      createInterface({ input: child.stdout }).on('line', (line) => {
        const [what, id] = line.split(' ');
        (what === 'begun' ? begun : handled).push(id!);
      });
      const hasHandled = (count: number) =>
        expect.poll(() => handled.length, { timeout: 20_000, interval: 2 }).toBeGreaterThanOrEqual(count);
      return { process: child, begun, handled, hasHandled };
    }
  });
}

/** Collects what a bus delivers. */
function collect(bus: Bus) {
  const events: PositionedEvent[] = [];
  const listener = (event: PositionedEvent) => void events.push(event);
  return {
    events,
    listener,
    tailFrom: (position: number) => bus.tail(['*'], position, listener),
    consumeAs: (name: string, types: string[], options?: Parameters<Bus['consume']>[3]) =>
      bus.consume(name, types, async (batch) => void events.push(...batch), options),
  };
}

/** Versions 1 to `count` of one subject. Ids sort in the order of the events. */
export function eventsOf(subjectId: string, count: number, occurredAt = '2026-06-09T10:00:00.000Z'): BusEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    id: uuidv7(),
    source: 'inventory',
    orgId: '0192f0c1-0000-7000-8000-000000000001',
    subjectType: 'unit',
    subjectId,
    seq: index + 1,
    type: 'unit.status_changed',
    actor: { kind: 'user', id: '0192f0c1-0000-7000-8000-000000000002' },
    onBehalfOf: null,
    requestId: null,
    data: { before: { status: 'available' }, after: { status: 'reserved' }, note: 'Вид на море, "5"' },
    personal: { buyerName: 'سارة' },
    piiClass: 'personal_meta',
    occurredAt,
  }));
}

/** Delivery is at least once: the first time that each event came. */
function withoutRepeats(events: readonly PositionedEvent[]): PositionedEvent[] {
  const seen = new Set<string>();
  return events.filter(({ id }) => !seen.has(id) && seen.add(id));
}
