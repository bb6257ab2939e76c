import { GapTooOld, type PositionedEvent, type Tail } from '@offplan/kernel/events/bus/bus';
import { fault } from '@offplan/kernel/graphql/errors';
import { decodeId, encodeId } from '@offplan/kernel/ids';
import { endable } from '@offplan/kernel/subgraph/endable';
import type { SubgraphContext } from '@offplan/kernel/subgraph/subgraph';
import { AllocationMode, Project } from '../projects/project.ts';
import { findVisibleUnits } from '../units/visible-units.ts';
import { UnitsChanged } from './units-changed.ts';

/** More changed units than this in one message cost a client more than loading the board again. */
const MOST_UNITS_IN_A_MESSAGE = 500;

/** Whether the viewer saw a unit before an event, and so may be told that it is gone: whoever did not must not learn that it exists. */
type SeenBefore = 'yes' | 'no' | 'in_open_mode';

/** What matters of an event for this feed. */
interface Change {
  position: number;
  unitId: string | null;
  seenBefore: SeenBefore;
}

/**
 * The live feed of a project (INV-40, INV-41): what changed after `after`, then what changes. While a message is being made the next
 * events gather, so a burst becomes few messages. What the viewer sees is asked anew for each message, by the predicate of all doors.
 * Whoever leaves frees the feed's place on the bus at once, however quiet the project is. Throws NOT_FOUND before the feed begins: inside
 * it would look like a feed that was lost, and clients would come back for ever.
 */
export async function unitChanges(
  context: SubgraphContext,
  projectGlobalId: string,
  after: string | null,
): Promise<AsyncIterableIterator<UnitsChanged>> {
  const projectId = decodeId('project', projectGlobalId);
  const project = projectId ? await context.em.findOne(Project, { orgId: context.orgId, id: projectId }) : null;
  if (!project) throw fault('NOT_FOUND', 'There is no such project, or it is not yours');
  return endable(async function* (signal) {
    const feed = new Feed(context, project.id);
    signal.addEventListener('abort', () => feed.close());
    try {
      const start = await feed.open(after);
      if (start) yield start;
      while (!signal.aborted) {
        const message = await feed.next();
        if (message) yield message;
      }
    } finally {
      feed.close();
    }
  });
}

class Feed {
  readonly #context: SubgraphContext;
  readonly #projectId: string;
  #tail: Tail | null = null;
  #waiting: Change[] = [];
  #wake: () => void = () => {};
  #isTooWide = false;
  #hasGap = false;
  #isClosed = false;

  constructor(context: SubgraphContext, projectId: string) {
    this.#context = context;
    this.#projectId = projectId;
  }

  /** Joins the bus. Returns a message when the client must load the board again. */
  async open(after: string | null): Promise<UnitsChanged | null> {
    const from = after === null ? 'now' : Number(after);
    try {
      if (from !== 'now' && !Number.isSafeInteger(from)) throw new GapTooOld(0);
      await this.#join(from);
      return null;
    } catch (gap) {
      if (!(gap instanceof GapTooOld)) throw gap;
      return this.#joinAnew();
    }
  }

  async #join(from: 'now' | number): Promise<void> {
    this.#tail = await this.#context.bus.tail(
      ['unit.*', 'project.allocation_mode_changed', 'projects.kept'],
      from,
      (event) => this.#take(event),
      {
        onGap: () => {
          this.#hasGap = true;
          this.#wake();
        },
      },
    );
    if (this.#isClosed) this.#tail.close();
  }

  /** Goes on from the newest event; what came before is in the board that the client then loads. */
  async #joinAnew(): Promise<UnitsChanged> {
    const head = await this.#context.bus.head();
    this.#hasGap = false;
    this.#isTooWide = false;
    this.#waiting = [];
    await this.#join(head);
    return this.#message(head, { mustRefetch: true });
  }

  #take(event: PositionedEvent): void {
    if (event.orgId !== this.#context.orgId) return;
    if (event.type === 'projects.kept') {
      // What stays writable has changed, of any project: the board says so when it is read anew.
      this.#isTooWide = true;
      this.#waiting.push({ position: event.position, unitId: null, seenBefore: 'no' });
      return this.#wake();
    }
    if (event.data.projectId !== this.#projectId) return;
    if (event.type === 'unit.status_conflict') return;
    if (event.type === 'project.allocation_mode_changed') {
      if (this.#context.isGuest) this.#isTooWide = true;
      this.#waiting.push({ position: event.position, unitId: null, seenBefore: 'no' });
    } else {
      this.#waiting.push({
        position: event.position,
        unitId: event.subjectId,
        seenBefore: this.#seenBefore(event),
      });
    }
    this.#wake();
  }

  #seenBefore(event: PositionedEvent): SeenBefore {
    const { guest } = this.#context.passport;
    if (!guest) return 'no';
    if (event.type === 'unit.assigned') return event.data.before?.assignedOrgId === guest.organisationId ? 'yes' : 'no';
    if (event.type === 'unit.released' && event.data.before?.isReleased === true)
      return event.data.assignedOrgId === guest.organisationId ? 'yes' : 'in_open_mode';
    return 'no';
  }

  /** The next message, or null when nothing of what happened concerns the viewer. */
  async next(): Promise<UnitsChanged | null> {
    while (this.#waiting.length === 0 && !this.#isTooWide && !this.#hasGap && !this.#isClosed)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    if (this.#isClosed) return null;
    if (this.#hasGap) return this.#joinAnew();
    const changes = this.#waiting;
    this.#waiting = [];
    const ids = [...new Set(changes.flatMap((change) => (change.unitId ? [change.unitId] : [])))];
    if (this.#isTooWide || ids.length > MOST_UNITS_IN_A_MESSAGE) {
      this.#isTooWide = false;
      return this.#message(changes.at(-1)?.position ?? (await this.#context.bus.head()), { mustRefetch: true });
    }
    this.#context.forget();
    const units = await findVisibleUnits(this.#context.em, this.#context.passport, {
      sql: 'u.id = any (?::uuid[])',
      parameters: [`{${ids.join(',')}}`],
    });
    const removed = await this.#removed(changes, new Set(units.map((unit) => unit.id)));
    if (units.length === 0 && removed.length === 0) return null;
    return this.#message(changes.at(-1)!.position, {
      units,
      removedUnitIds: removed,
    });
  }

  /** Global ids of the units that the viewer saw before these changes and does not see now. */
  async #removed(changes: readonly Change[], seen: ReadonlySet<string>): Promise<string[]> {
    const gone = changes.filter(
      (change): change is Change & { unitId: string } => change.unitId !== null && !seen.has(change.unitId),
    );
    // The mode of now: had it changed since, the client would be loading the board again.
    const isOpen =
      gone.some(({ seenBefore }) => seenBefore === 'in_open_mode') &&
      (await this.#context.em.count(Project, {
        orgId: this.#context.orgId,
        id: this.#projectId,
        allocationMode: AllocationMode.OPEN,
      })) > 0;
    const told = gone.filter(({ seenBefore }) => seenBefore === 'yes' || (seenBefore === 'in_open_mode' && isOpen));
    return [...new Set(told.map(({ unitId }) => encodeId('unit', unitId)))];
  }

  #message(position: number, content: Partial<UnitsChanged>): UnitsChanged {
    return Object.assign(new UnitsChanged(), { units: [], removedUnitIds: [], mustRefetch: false }, content, {
      cursor: String(position),
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#tail?.close();
    this.#wake();
  }
}
