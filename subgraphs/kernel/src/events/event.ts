/** Who made a change. `system` is offplan's own clockwork. */
export type Actor = { kind: 'user' | 'operator' | 'stripe'; id: string } | { kind: 'system' };

/** How personal an event is (ID-70). */
export type PiiClass = 'none' | 'personal_meta' | 'sensitive' | 'pseudonymous';

/**
 * One change of state: audit record, outbox message, history and source of live updates at once. Ids are UUIDs.
 *
 * `data` holds `before` and `after` of the changed fields and other facts, never personal ones. `personal` holds the personal fields by
 * name (a name, a contact, an address, a note); the audit chain keeps salted commitments of them only, so that they can be erased (ID-71).
 */
export interface NewEvent {
  id?: string;
  orgId: string;
  subjectType: string;
  subjectId: string;
  /** The subject's version that this change made, or that a change which lost has met. */
  seq: number;
  type: string;
  actor: Actor;
  onBehalfOf?: string | null;
  data: EventData;
  personal?: Record<string, string>;
  piiClass?: PiiClass;
}

export interface EventData {
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
  /** Names of facts and personal fields that are the host's to know: a guest's own log gets its act without them (ID-75, INV-68). */
  hostOnly?: string[];
  [fact: string]: unknown;
}
