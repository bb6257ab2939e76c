import {
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';

/** For so long a repeat of an event's id is dropped, in ms. */
const DEDUPE_WINDOW = 10 * 60_000;

/** The streams of a bus: one holds the events, one the cursors of its consumers. */
export interface NatsStreams {
  events: string;
  cursors: string;
  /** The subject of an event: `offplan.<source>.<type>`. */
  subjectOf(event: { source: string; type: string }): string;
  cursorSubjectOf(consumer: string): string;
  /** All subjects of either stream. */
  eventSubjects: string;
  cursorSubjects: string;
}

export function streamsOf(name: string): NatsStreams {
  const root = name.toLowerCase();
  return {
    events: name,
    cursors: `${name}_CURSORS`,
    subjectOf: ({ source, type }) => `${root}.${source}.${type}`,
    cursorSubjectOf: (consumer) => `${root}_cursor.${consumer}`,
    eventSubjects: `${root}.>`,
    cursorSubjects: `${root}_cursor.>`,
  };
}

/** Makes the streams if they are missing; those that exist keep the settings that they have. */
export async function ensureStreams(manager: JetStreamManager, streams: NatsStreams, replicas: number): Promise<void> {
  const common = {
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    num_replicas: replicas,
  };
  await ensureStream(manager, {
    ...common,
    name: streams.events,
    subjects: [streams.eventSubjects],
    duplicate_window: nanos(DEDUPE_WINDOW),
  });
  await ensureStream(manager, {
    ...common,
    name: streams.cursors,
    subjects: [streams.cursorSubjects],
    max_msgs_per_subject: 1,
  });
}

async function ensureStream(
  manager: JetStreamManager,
  settings: Partial<StreamConfig> & { name: string },
): Promise<void> {
  try {
    await manager.streams.info(settings.name);
  } catch (fault) {
    if (!(fault instanceof JetStreamApiError) || fault.code !== JetStreamApiCodes.StreamNotFound) throw fault;
    await manager.streams.add(settings);
  }
}
