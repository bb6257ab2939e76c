import { GapTooOld, type PositionedEvent, type Tail } from '@offplan/kernel/events/bus/bus';
import { fault } from '@offplan/kernel/graphql/errors';
import { decodeId, encodeId } from '@offplan/kernel/ids';
import type { SubgraphContext } from '@offplan/kernel/subgraph/subgraph';
import { Project } from '../projects/project.ts';
import { findVisibleUnits } from '../units/visible-units.ts';
import { UnitsChanged } from './units-changed.ts';

/** More changed units than this in one message cost a client more than loading the board again. */
const MOST_UNITS_IN_A_MESSAGE = 500;

/** What matters of an event for this feed. */
interface Change {
  position: number;
  unitId: string | null;
  /** Whether the viewer saw the unit before the event and might not any more. */
  mayBeRemoval: boolean;
}

/**
 * The live feed of a project (INV-40, INV-41): what changed after `after`, then what changes. While a message is being made the next
 * events gather, so a burst becomes few messages. What the viewer sees is asked anew for each message, by the predicate of all doors.
 */
export async function* unitChanges(
  context: SubgraphContext,
  projectGlobalId: string,
  after: string | null,
): AsyncGenerator<UnitsChanged> {
  const projectId = decodeId('project', projectGlobalId);
  const project = projectId ? await context.em.findOne(Project, { orgId: context.orgId, id: projectId }) : null;
  if (!project) throw fault('NOT_FOUND', 'There is no such project, or it is not yours');
  const feed = new Feed(context, project.id);
  try {
    const start = await feed.open(after);
    if (start) yield start;
    for (;;) {
      const message = await feed.next();
      if (message) yield message;
    }
  } finally {
    feed.close();
  }
}

class Feed {
  readonly #context: SubgraphContext;
  readonly #projectId: string;
  #tail: Tail | null = null;
  #waiting: Change[] = [];
  #wake: () => void = () => {};
  #isTooWide = false;

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
      const head = await this.#context.bus.head();
      await this.#join(head);
      return this.#message(head, { mustRefetch: true });
    }
  }

  async #join(from: 'now' | number): Promise<void> {
    this.#tail = await this.#context.bus.tail(
      ['unit.*', 'project.allocation_mode_changed'],
      from,
      (event) => this.#take(event),
      {
        onGap: () => {
          this.#isTooWide = true;
          this.#wake();
        },
      },
    );
  }

  #take(event: PositionedEvent): void {
    if (event.orgId !== this.#context.orgId || event.data.projectId !== this.#projectId) return;
    if (event.type === 'unit.status_conflict') return;
    if (event.type === 'project.allocation_mode_changed') {
      if (this.#context.isGuest) this.#isTooWide = true;
      this.#waiting.push({ position: event.position, unitId: null, mayBeRemoval: false });
    } else {
      this.#waiting.push({
        position: event.position,
        unitId: event.subjectId,
        mayBeRemoval: this.#wasSeenBefore(event),
      });
    }
    this.#wake();
  }

  /** A removal is told only to whoever could see the unit before: others must not learn that it exists. */
  #wasSeenBefore(event: PositionedEvent): boolean {
    const { guest } = this.#context.passport;
    if (!guest) return false;
    if (event.type === 'unit.assigned') return event.data.before?.assignedOrgId === guest.organisationId;
    if (event.type === 'unit.released')
      return event.data.before?.isReleased === true && event.data.assignedOrgId === guest.organisationId;
    return false;
  }

  /** The next message, or null when nothing of what happened concerns the viewer. */
  async next(): Promise<UnitsChanged | null> {
    while (this.#waiting.length === 0 && !this.#isTooWide)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
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
    const seen = new Set(units.map((unit) => unit.id));
    const removed = [
      ...new Set(
        changes.flatMap((change) =>
          change.unitId && change.mayBeRemoval && !seen.has(change.unitId) ? [change.unitId] : [],
        ),
      ),
    ];
    if (units.length === 0 && removed.length === 0) return null;
    return this.#message(changes.at(-1)!.position, {
      units,
      removedUnitIds: removed.map((id) => encodeId('unit', id)),
    });
  }

  #message(position: number, content: Partial<UnitsChanged>): UnitsChanged {
    return Object.assign(new UnitsChanged(), { units: [], removedUnitIds: [], mustRefetch: false }, content, {
      cursor: String(position),
    });
  }

  close(): void {
    this.#tail?.close();
    this.#wake();
  }
}
