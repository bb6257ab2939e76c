import type { ApolloClient } from '@apollo/client';
import {
  CLOSE_ACCESS_ENDED,
  CLOSE_SIGNED_OUT,
  closeCodeOf,
  type WorkspaceClient,
} from '@offplan/kit/apollo/create-client.ts';
import { type FeedState, LiveFeed } from '@offplan/kit/live/live-feed.ts';
import { LiveStore } from '@offplan/kit/live/live-store.ts';
import { ProjectBoardDocument, UnitsChangedDocument } from '../board/board-documents.ts';
import type { BoardUnit } from '../board/board-unit.ts';
import { RecentChanges } from '../board/recent-changes.ts';
import type { ProjectBoardQuery, UnitsChangedSubscription } from '../generated/graphql.ts';

type LoadedProject = NonNullable<ProjectBoardQuery['project']>;
type Change = UnitsChangedSubscription['unitsChanged'];

export interface BuildingOfProject {
  readonly id: string;
  readonly name: string;
  readonly floors: LoadedProject['buildings'][number]['board']['floors'];
}

/** A project without its units, which live in the store. */
export type ProjectFacts = Omit<LoadedProject, 'buildings'> & { readonly buildings: readonly BuildingOfProject[] };

/** What was heard about a unit, for notices and the screen reader's summary. */
export type ChangeListener = (changed: readonly BoardUnit[]) => void;

/**
 * One project on the screen: its units in a live store, kept current by a feed that resumes after a lost connection.
 * Lives outside React, so that a change costs the cells it touches and nothing else.
 */
export class LiveProject {
  readonly store = new LiveStore<BoardUnit>();
  readonly recent = new RecentChanges();
  readonly #client: WorkspaceClient;
  readonly #listeners = new Set<ChangeListener>();
  readonly #onState: (state: FeedState) => void;
  readonly #onMustReload: () => void;
  /** Units that this browser changed itself; their own echo is not news. */
  readonly #own = new Map<string, number>();
  /** Floors that the loaded boards have. A guest's have those of its units alone. */
  #floors: ReadonlySet<string> = new Set();
  #feed: LiveFeed<Change> | undefined;

  constructor(client: WorkspaceClient, onState: (state: FeedState) => void, onMustReload: () => void) {
    this.#client = client;
    this.#onState = onState;
    this.#onMustReload = onMustReload;
  }

  /** Loads the project by its slug and starts to follow it. Null: there is none that the viewer may see. */
  async load(slug: string): Promise<ProjectFacts | null> {
    const { data } = await this.#client.apollo.query({
      query: ProjectBoardDocument,
      variables: { slug },
      // The store is the only copy: normalising thousands of units into the cache would be paid for nothing.
      fetchPolicy: 'no-cache',
    });
    const project = data?.project;
    if (!project) return null;
    this.store.replace(project.buildings.flatMap((building) => building.board.units));
    this.#floors = new Set(project.buildings.flatMap(({ board }) => board.floors.map((floor) => floor.id)));
    // The oldest cursor is safe for all buildings: what a board already holds is refused by its version.
    const cursor = project.buildings.map((building) => building.board.cursor).sort(compareCursors)[0];
    this.#follow(project.id, cursor);
    return {
      ...project,
      buildings: project.buildings.map(({ id, name, board }) => ({ id, name, floors: board.floors })),
    };
  }

  /** Notes that this browser is about to bring a unit to this availability version. */
  noteOwnChange(id: string, availabilityVersion: number): void {
    this.#own.set(id, availabilityVersion);
  }

  onChanged(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  retryNow = (): void => this.#feed?.retryNow();
  lost = (): void => this.#feed?.lost();

  dispose(): void {
    this.#feed?.stop();
    this.recent.clear();
  }

  #follow(projectId: string, cursor: string | undefined): void {
    this.#feed?.stop();
    this.#feed = new LiveFeed<Change>({
      source: {
        open: (after, handlers) => openUnitsChanged(this.#client, projectId, after, handlers),
      },
      cursorOf: (change) => change.cursor,
      onEvent: (change) => this.#take(change),
      onState: this.#onState,
      isFinal: (reason) => [CLOSE_SIGNED_OUT, CLOSE_ACCESS_ENDED].includes(closeCodeOf(reason) ?? 0),
    });
    this.#feed.start(cursor);
  }

  #take(change: Change): void {
    // A unit on a floor that is not drawn yet, such as the first one that a guest is given: the boards are read anew.
    if (change.mustRefetch || change.units.some((unit) => !this.#floors.has(unit.floor.id))) {
      this.#onMustReload();
      return;
    }
    const news = change.units.filter((unit) => {
      const known = this.store.get(unit.id);
      if (known && known.availability.version >= unit.availability.version) return false;
      return (this.#own.get(unit.id) ?? -1) < unit.availability.version;
    });
    this.store.receive(change.units, change.removedUnitIds);
    if (news.length === 0) return;
    this.recent.mark(
      news.map((unit) => ({
        id: unit.id,
        by: unit.availability.changedBy?.name ?? unit.availability.changedBy?.organisationName ?? null,
      })),
    );
    for (const listener of this.#listeners) listener(news);
  }
}

/** Cursors are opaque; where they are numbers in order, the smaller is the older. */
function compareCursors(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

function openUnitsChanged(
  client: WorkspaceClient,
  projectId: string,
  after: string | undefined,
  handlers: { onOpened(): void; onEvent(change: Change): void; onClosed(reason: unknown): void },
): () => void {
  const forgetConnected = client.live.on('connected', handlers.onOpened);
  const subscription = (client.apollo as ApolloClient)
    .subscribe({ query: UnitsChangedDocument, variables: { projectId, after }, fetchPolicy: 'no-cache' })
    .subscribe({
      next: ({ data, error }) => {
        if (data) handlers.onEvent(data.unitsChanged);
        else handlers.onClosed(error);
      },
      error: handlers.onClosed,
      complete: () => handlers.onClosed(undefined),
    });
  // The socket outlives a feed by a moment: one that follows at once finds it open.
  if (client.isConnected()) handlers.onOpened();
  return () => {
    forgetConnected();
    subscription.unsubscribe();
  };
}
