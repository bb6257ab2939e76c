import { encodeId, type IdKind } from '@offplan/kernel/ids';
import { AuditActor, AuditChange, AuditDetail, AuditEntry, AuditSubject } from './audit-entry.ts';
import type { EntryBody } from './chain.ts';

/** Kinds of subjects whose global ids go by another word than the event's. */
const ID_KIND: Record<string, string> = { organisation: 'org', guest_grant: 'grant', unit_import: 'import' };

/** Personal fields that an entry shows elsewhere than among its details. */
const SHOWN_ELSEWHERE = new Set(['actorName', 'address']);
/** Facts that an entry shows elsewhere, or that say nothing to people. */
const HIDDEN_FACTS = new Set(['before', 'after', 'label', 'hostOnly']);

/** Makes what people read of an entry, from the text that is hashed and the personal fields that are still there. */
export function readEntry(
  stored: { event_id: string; body: string; hash: string; prev_hash: string },
  personal: ReadonlyMap<string, string>,
): AuditEntry {
  const body = JSON.parse(stored.body) as EntryBody;
  const { actor, subject, data } = body;
  const label =
    typeof data.label === 'string' ? data.label : (personal.get('subjectName') ?? personal.get('email') ?? null);
  return Object.assign(new AuditEntry(), {
    eventId: stored.event_id,
    seq: body.seq,
    occurredAt: new Date(body.occurredAt),
    action: body.action,
    actor: Object.assign(new AuditActor(), {
      kind: actor.kind,
      id: actor.kind === 'user' ? encodeId('user', actor.id) : null,
      name: personal.get('actorName') ?? null,
    }),
    onBehalfOfId: body.onBehalfOf,
    subject: Object.assign(new AuditSubject(), {
      type: subject.type,
      id: encodeId((ID_KIND[subject.type] ?? subject.type) as IdKind, subject.id),
      label,
    }),
    changes: changesOf(data),
    details: [...factsOf(data), ...personalDetails(body, personal)],
    requestId: body.requestId,
    address: personal.get('address') ?? null,
    piiClass: body.piiClass,
    hash: stored.hash,
    previousHash: stored.prev_hash,
  });
}

function changesOf({ before = {}, after = {} }: EntryBody['data']): AuditChange[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (field) => show(before[field]) !== show(after[field]),
  );
  return fields.map((field) =>
    Object.assign(new AuditChange(), { field, before: show(before[field]), after: show(after[field]) }),
  );
}

function factsOf(data: EntryBody['data']): AuditDetail[] {
  return Object.entries(data)
    .filter(([name]) => !HIDDEN_FACTS.has(name))
    .map(([name, value]) => Object.assign(new AuditDetail(), { name, value: show(value) }));
}

/** Every personal field that was written, also those erased since: that there was one is no secret. */
function personalDetails({ commitments }: EntryBody, personal: ReadonlyMap<string, string>): AuditDetail[] {
  return Object.keys(commitments)
    .filter((name) => !SHOWN_ELSEWHERE.has(name))
    .map((name) => Object.assign(new AuditDetail(), { name, value: personal.get(name) ?? null }));
}

function show(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
